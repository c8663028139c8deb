using System.Text.Json.Serialization;
using DeepDefense.Models.Architectures;

namespace DeepDefense.Models;

/// <summary>All that is needed to build a classifier again: its architecture and its input contract.</summary>
public sealed record ModelDescription
{
    /// <summary>Per-channel mean of CIFAR-10's training images, in [0, 1].</summary>
    public static IReadOnlyList<double> Cifar10Mean { get; } = [0.4914, 0.4822, 0.4465];

    /// <summary>Per-channel deviation that public recipes divide by (prior art: BackdoorBench), in [0, 1].</summary>
    public static IReadOnlyList<double> Cifar10Deviation { get; } = [0.247, 0.243, 0.261];

    /// <summary>The architecture of a network that came as TorchScript, with a program of its own.</summary>
    public const string TorchScript = "torchscript";

    /// <summary>The architecture of a network that came as an ONNX graph.</summary>
    public const string Onnx = "onnx";

    /// <summary>One of <see cref="Classifier.Architectures"/>, <see cref="TorchScript"/>, <see cref="Onnx"/>, or the name of a network whose weights another program wrote. Default
    /// <c>preactresnet18</c>.</summary>
    public string Architecture
    {
        get;
        init => field = value is TorchScript or Onnx || Classifier.Architectures.Contains(value) || ArchitectureCatalog.Known(value) == value ? value : throw new ArgumentException(
            $"no architecture is named '{value}'; there are: {string.Join(", ", Classifier.Architectures)}", nameof(Architecture));
    } = "preactresnet18";

    /// <summary>Channels of the first stage, at least 1; without meaning for TorchScript and ONNX. Published 64.</summary>
    public int Width { get; init => field = Require.AtLeast(value, 1); } = 64;

    /// <summary>H of the input in pixels, at least 8.</summary>
    public required int ImageHeight { get; init => field = Require.AtLeast(value, 8); }

    /// <summary>W of the input in pixels, at least 8.</summary>
    public required int ImageWidth { get; init => field = Require.AtLeast(value, 8); }

    /// <summary>One name a class, at least two.</summary>
    public required IReadOnlyList<string> ClassNames
    {
        get;
        init => field = value.Count >= 2 ? value : throw new ArgumentException("a classifier needs two classes", nameof(ClassNames));
    }

    /// <summary>In which order the network takes the channels. Default red, green, blue.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>The value that stands for the largest stored pixel, 255, before mean and deviation; above 0, or null
    /// (default): 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValueRange { get; init => field = value is { } range ? Require.Positive(range) : null; }

    /// <summary>Subtracted from each channel, in the order and range that the network takes. Default CIFAR-10's.</summary>
    public IReadOnlyList<double> Mean { get; init => field = Three(value, nameof(Mean)); } = Cifar10Mean;

    /// <summary>Divides each channel after that; above 0. Default CIFAR-10's.</summary>
    public IReadOnlyList<double> Deviation { get; init => field = Positive(value, nameof(Deviation)); } = Cifar10Deviation;

    /// <summary>What the network gives for each class. Default logits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ModelOutput Output { get; init; } = ModelOutput.Logits;

    internal static IReadOnlyList<double> Three(IReadOnlyList<double> channels, string name) =>
        channels.Count == 3 && channels.All(double.IsFinite)
            ? channels
            : throw new ArgumentException($"{name}: one finite number for each of the three channels is needed", name);

    internal static IReadOnlyList<double> Positive(IReadOnlyList<double> channels, string name) =>
        Three(channels, name).All(channel => channel > 0)
            ? channels
            : throw new ArgumentException($"{name}: {string.Join(", ", channels)}; each must be above 0", name);
}
