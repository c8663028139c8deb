using DeepDefense.Torch;

namespace DeepDefense.Datasets;

/// <summary>The way of stored images into tensors.</summary>
internal static class LabeledImagesTensors
{
    /// <summary>Consecutive images as one batch.</summary>
    /// <returns>(count, 3, H, W), uint8.</returns>
    internal static Tensor ToTensor(this LabeledImages images, int start, int count, Device device) =>
        images.Consecutive(start, count).ToTensor([count, 3, images.Height, images.Width], device);

    /// <summary>All images as one batch.</summary>
    /// <returns>(N, 3, H, W), uint8.</returns>
    internal static Tensor ToTensor(this LabeledImages images, Device device) => images.ToTensor(0, images.Count, device);

    /// <summary>Labels of consecutive images.</summary>
    /// <returns>(count), int64.</returns>
    internal static Tensor LabelTensor(this LabeledImages images, int start, int count, Device device) =>
        Array.ConvertAll(images.Labels.Slice(start, count).ToArray(), label => (long)label).ToTensor([count], device);

    /// <summary>All labels.</summary>
    /// <returns>(N), int64.</returns>
    internal static Tensor LabelTensor(this LabeledImages images, Device device) =>
        images.LabelTensor(0, images.Count, device);
}
