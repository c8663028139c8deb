using System.Text.Json.Serialization;

namespace DeepDefense.Models;

/// <summary>In which order a network takes the channels of an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue: torchvision's, Pillow's and ours.</summary>
    Rgb,

    /// <summary>Blue, green, red: OpenCV's and Caffe's.</summary>
    Bgr,
}
