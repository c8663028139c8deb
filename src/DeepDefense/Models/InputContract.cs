using DeepDefense.Models.Architectures;

namespace DeepDefense.Models;

/// <summary>What is known of how a foreign network wants its images, and what it gives. What is null is not said.</summary>
public sealed record InputContract
{
    /// <summary>What holds where nobody says otherwise: red, green, blue; values in [0, 1]; nothing subtracted or divided;
    /// logits.</summary>
    public static InputContract Assumed { get; } = new()
    {
        ChannelOrder = Models.ChannelOrder.Rgb,
        ValueRange = 1,
        Mean = [0, 0, 0],
        Deviation = [1, 1, 1],
        Output = ModelOutput.Logits,
    };

    /// <summary>The least H and W, in pixels.</summary>
    internal const int LeastSide = 8;

    /// <summary>(H, W) of the input in pixels, each at least 8.</summary>
    public ImageSize? ImageSize
    {
        get;
        init => field = value is not { } size || (size.Height >= LeastSide && size.Width >= LeastSide) ? value
            : throw new ArgumentException($"image size {size.Height} x {size.Width}: both sides must be at least {LeastSide}", nameof(ImageSize));
    }

    /// <summary>In which order the channels come.</summary>
    public ChannelOrder? ChannelOrder { get; init; }

    /// <summary>The value that stands for the largest stored pixel, 255, before mean and deviation; above 0.</summary>
    public double? ValueRange { get; init => field = value is { } range ? Require.Positive(range) : null; }

    /// <summary>Subtracted from each channel, in the order and range above.</summary>
    public IReadOnlyList<double>? Mean { get; init => field = value is null ? null : ModelDescription.Three(value, nameof(Mean)); }

    /// <summary>Divides each channel after that; above 0.</summary>
    public IReadOnlyList<double>? Deviation { get; init => field = value is null ? null : ModelDescription.Positive(value, nameof(Deviation)); }

    /// <summary>What the network gives for each class.</summary>
    public ModelOutput? Output { get; init; }

    /// <summary>One name a class, at least two.</summary>
    public IReadOnlyList<string>? ClassNames
    {
        get;
        init => field = value is null or { Count: >= 2 } ? value : throw new ArgumentException("a classifier needs two classes", nameof(ClassNames));
    }

    /// <summary>The architecture of weights that come without it, by a name such as <c>resnet18</c> (torchvision, timm, BackdoorBench); no TorchScript, which
    /// carries its program.</summary>
    /// <exception cref="ArgumentException">None of that name is known; the message lists those that are.</exception>
    public string? Architecture
    {
        get;
        init => field = value is null ? null : ArchitectureCatalog.Known(value)
            ?? throw new ArgumentException($"no architecture is named '{value}'; there are: {string.Join(", ", ArchitectureCatalog.Names)}", nameof(Architecture));
    }

    /// <summary>All that a description says of input and output.</summary>
    public static InputContract Of(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new InputContract
        {
            ImageSize = new ImageSize(description.ImageHeight, description.ImageWidth),
            ChannelOrder = description.ChannelOrder,
            ValueRange = description.ValueRange ?? 1,
            Mean = description.Mean,
            Deviation = description.Deviation,
            Output = description.Output,
            ClassNames = description.ClassNames,
            Architecture = ArchitectureCatalog.Known(description.Architecture),
        };
    }

    /// <summary>This one, and where it is silent another.</summary>
    public InputContract Or(InputContract other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new InputContract
        {
            ImageSize = ImageSize ?? other.ImageSize,
            ChannelOrder = ChannelOrder ?? other.ChannelOrder,
            ValueRange = ValueRange ?? other.ValueRange,
            Mean = Mean ?? other.Mean,
            Deviation = Deviation ?? other.Deviation,
            Output = Output ?? other.Output,
            ClassNames = ClassNames ?? other.ClassNames,
            Architecture = Architecture ?? other.Architecture,
        };
    }

    /// <summary>The parts that are said, under their names in a contract file.</summary>
    internal IEnumerable<string> Said()
    {
        if (ImageSize is not null) { yield return "image-size"; }
        if (ChannelOrder is not null) { yield return "channels"; }
        if (ValueRange is not null) { yield return "range"; }
        if (Mean is not null) { yield return "mean"; }
        if (Deviation is not null) { yield return "std"; }
        if (Output is not null) { yield return "output"; }
        if (ClassNames is not null) { yield return "classes"; }
        if (Architecture is not null) { yield return "architecture"; }
    }
}
