namespace DeepDefense.Models;

/// <summary>All that is needed to build a classifier again: its architecture and its input contract.</summary>
public sealed record ModelDescription
{
    /// <summary>Per-channel mean of CIFAR-10's training images, in [0, 1].</summary>
    public static IReadOnlyList<double> Cifar10Mean { get; } = [0.4914, 0.4822, 0.4465];

    /// <summary>Per-channel deviation that public recipes divide by (prior art: BackdoorBench), in [0, 1].</summary>
    public static IReadOnlyList<double> Cifar10Deviation { get; } = [0.247, 0.243, 0.261];

    /// <summary>One of <see cref="Classifier.Architectures"/>. Default <c>preactresnet18</c>.</summary>
    public string Architecture
    {
        get;
        init => field = Classifier.Architectures.Contains(value) ? value : throw new ArgumentException(
            $"no architecture is named '{value}'; there are: {string.Join(", ", Classifier.Architectures)}", nameof(Architecture));
    } = "preactresnet18";

    /// <summary>Channels of the first stage, at least 1. Published 64.</summary>
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

    /// <summary>Subtracted from each channel of pixels in [0, 1]. Default CIFAR-10's.</summary>
    public IReadOnlyList<double> Mean { get; init => field = Three(value); } = Cifar10Mean;

    /// <summary>Divides each channel after that; above 0. Default CIFAR-10's.</summary>
    public IReadOnlyList<double> Deviation { get; init => field = Three(value); } = Cifar10Deviation;

    private static IReadOnlyList<double> Three(IReadOnlyList<double> channels) =>
        channels.Count == 3 && channels.All(double.IsFinite)
            ? channels
            : throw new ArgumentException("one finite number for each of red, green and blue is needed", nameof(channels));
}
