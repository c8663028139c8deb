using DeepDefense.Imaging;

namespace DeepDefense.Datasets;

/// <summary>Images of one size with their labels: uint8 RGB, planar, in memory. Immutable.</summary>
public sealed class LabeledImages
{
    private readonly byte[] _pixels;
    private readonly int[] _labels;

    /// <summary>Wraps arrays without copying them; the caller does not change them afterwards.</summary>
    /// <param name="pixels">(N, 3, H, W), row-major, values in [0, 255].</param>
    /// <param name="labels">(N), each in [0, number of class names).</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <param name="classNames">One name a class.</param>
    /// <param name="sources">Where each image came from (a path, or file and record), or null: numbered.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a label is out of range.</exception>
    public LabeledImages(byte[] pixels, int[] labels, int height, int width, IReadOnlyList<string> classNames,
        IReadOnlyList<string>? sources = null)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (pixels.LongLength != (long)labels.Length * 3 * height * width)
        {
            throw new ArgumentException(
                $"{labels.Length} images of 3 x {height} x {width} take "
                + $"{(long)labels.Length * 3 * height * width} bytes, got {pixels.LongLength}", nameof(pixels));
        }
        int stray = Array.FindIndex(labels, label => label < 0 || label >= classNames.Count);
        if (stray >= 0)
        {
            throw new ArgumentException($"label {labels[stray]} of image {stray} is not in [0, {classNames.Count})",
                nameof(labels));
        }
        if (sources is not null && sources.Count != labels.Length)
        {
            throw new ArgumentException($"{sources.Count} sources for {labels.Length} images", nameof(sources));
        }
        (_pixels, _labels, Height, Width, ClassNames, Sources) = (pixels, labels, height, width, classNames, sources);
    }

    /// <summary>N, the number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>H, in pixels.</summary>
    public int Height { get; }

    /// <summary>W, in pixels.</summary>
    public int Width { get; }

    /// <summary>Bytes of one image: 3 H W.</summary>
    public int ImageSize => 3 * Height * Width;

    /// <summary>One name a class; a label is an index into it.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Where each image came from, or null where that is not known.</summary>
    public IReadOnlyList<string>? Sources { get; }

    /// <summary>(N, 3, H, W), row-major, values in [0, 255].</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>(N), each in [0, number of classes).</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>(3, H, W) of one image, values in [0, 255].</summary>
    public ReadOnlySpan<byte> Image(int index) => _pixels.AsSpan(checked(index * ImageSize), ImageSize);

    /// <summary>A copy of one image, to be shown or written.</summary>
    public RgbImage ToImage(int index) => new(Height, Width, Image(index).ToArray());

    /// <summary>Where an image came from: its source, or its number.</summary>
    public string SourceOf(int index) => Sources is null ? $"#{index}" : Sources[index];

    /// <summary>The images of the given indices, in that order.</summary>
    public LabeledImages Subset(ReadOnlySpan<int> indices)
    {
        byte[] pixels = new byte[(long)indices.Length * ImageSize];
        int[] labels = new int[indices.Length];
        string[]? sources = Sources is null ? null : new string[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            Image(indices[i]).CopyTo(pixels.AsSpan(i * ImageSize));
            labels[i] = _labels[indices[i]];
            if (sources is not null) { sources[i] = Sources![indices[i]]; }
        }
        return new LabeledImages(pixels, labels, Height, Width, ClassNames, sources);
    }

    /// <summary>The same labels and sources over other pixels, e.g. of the triggered copies.</summary>
    /// <param name="pixels">(N, 3, H, W), values in [0, 255].</param>
    public LabeledImages WithPixels(byte[] pixels) => new(pixels, _labels, Height, Width, ClassNames, Sources);

    /// <summary>The same images under other labels.</summary>
    /// <param name="labels">(N).</param>
    public LabeledImages WithLabels(int[] labels) => new(_pixels, labels, Height, Width, ClassNames, Sources);
}
