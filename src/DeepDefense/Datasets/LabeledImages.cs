using System.Buffers.Binary;
using System.Security.Cryptography;
using DeepDefense.Imaging;
using DeepDefense.Torch.Distributed;

namespace DeepDefense.Datasets;

/// <summary>Images of one size with their labels: uint8 RGB, planar. Immutable. The pixels lie in memory or in a mapped
/// file; subsets and relabelled sets share them.</summary>
public sealed class LabeledImages
{
    private readonly ReadOnlyMemory<byte>[] _images;
    private readonly int[] _labels;
    private readonly byte[]? _block; // All of them, where they are one array.

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
        : this(Divide(pixels, labels, height, width), labels, height, width, classNames, sources)
    {
        _block = pixels;
    }

    /// <summary>The images wherever they lie, one after the other or not.</summary>
    /// <param name="images">(N), each (3, H, W).</param>
    /// <param name="labels">(N), each in [0, number of class names).</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <param name="classNames">One name a class.</param>
    /// <param name="sources">Where each image came from, or null.</param>
    internal LabeledImages(ReadOnlyMemory<byte>[] images, int[] labels, int height, int width,
        IReadOnlyList<string> classNames, IReadOnlyList<string>? sources)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        (_images, _labels, Height, Width, ClassNames, Sources) = (images, labels, height, width, classNames, sources);
        if (images.Length != labels.Length || images.Any(image => image.Length != ImageSize))
        {
            throw new ArgumentException($"{images.Length} images for {labels.Length} labels, or one that is not 3 x {height} x {width}", nameof(images));
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

    /// <summary>(N, 3, H, W), row-major, values in [0, 255]. A copy where the images are not one array: where a set may
    /// be large, go image by image.</summary>
    /// <exception cref="InvalidOperationException">They take more bytes than one array holds.</exception>
    public ReadOnlySpan<byte> Pixels => Consecutive(0, Count);

    /// <summary>Whether every image has three equal bands, as grey ones have; the first that has not ends the look.</summary>
    public bool IsGrey()
    {
        int plane = Height * Width;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> pixels = Image(i), red = pixels[..plane];
            if (!red.SequenceEqual(pixels.Slice(plane, plane)) || !red.SequenceEqual(pixels[(2 * plane)..])) { return false; }
        }
        return true;
    }

    /// <summary>At most so many of the images, at equal distances in the set; they share the pixels.</summary>
    internal LabeledImages EvenlySpaced(int most)
    {
        int count = Math.Min(Count, most);
        return Subset([.. Enumerable.Range(0, count).Select(i => (int)((long)i * Count / count))]);
    }

    /// <summary>How many of these images, by their pixels, another set has as well.</summary>
    public int CountSharedWith(LabeledImages other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if ((Height, Width) != (other.Height, other.Width)) { return 0; }
        HashSet<UInt128> known = [.. Enumerable.Range(0, other.Count).Select(i => Fingerprint(other.Image(i)))];
        return Enumerable.Range(0, Count).Count(i => known.Contains(Fingerprint(Image(i))));

        static UInt128 Fingerprint(ReadOnlySpan<byte> pixels) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(pixels));
    }

    /// <summary>Refuses a set that numbers its classes otherwise: <see cref="ClassNumbering.Require(LabeledImages, LabeledImages)"/>.</summary>
    /// <exception cref="ArgumentException">It does, or which is which is not known.</exception>
    internal void RequireSameNumbering(LabeledImages other) => ClassNumbering.Require(this, other);

    /// <summary>(N), each in [0, number of classes).</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>(3, H, W) of one image, values in [0, 255].</summary>
    public ReadOnlySpan<byte> Image(int index) => _images[index].Span;

    /// <summary>A copy of one image, to be shown or written.</summary>
    public RgbImage ToImage(int index) => new(Height, Width, Image(index).ToArray());

    /// <summary>Where an image came from: its source, or its number.</summary>
    public string SourceOf(int index) => Sources is null ? $"#{index}" : Sources[index];

    /// <summary>The images of the given indices, in that order; their pixels are shared.</summary>
    public LabeledImages Subset(ReadOnlySpan<int> indices)
    {
        ReadOnlyMemory<byte>[] images = new ReadOnlyMemory<byte>[indices.Length];
        int[] labels = new int[indices.Length];
        string[]? sources = Sources is null ? null : new string[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            images[i] = _images[indices[i]];
            labels[i] = _labels[indices[i]];
            if (sources is not null) { sources[i] = Sources![indices[i]]; }
        }
        return new LabeledImages(images, labels, Height, Width, ClassNames, sources);
    }

    /// <summary>What one rank does of a batch.</summary>
    internal LabeledImages Part(Share share) => share.Count == Count ? this : Subset([.. Enumerable.Range(share.Start, share.Count)]);

    /// <summary>Two sets of one size and numbering, one behind the other; their pixels are shared.</summary>
    internal static LabeledImages Concat(LabeledImages first, LabeledImages second) => new([.. first._images, .. second._images], [.. first._labels, .. second._labels],
        first.Height, first.Width, first.ClassNames, first.Sources is null || second.Sources is null ? null : [.. first.Sources, .. second.Sources]);

    /// <summary>The same labels and sources over other pixels, e.g. of the triggered copies.</summary>
    /// <param name="pixels">(N, 3, H, W), values in [0, 255].</param>
    public LabeledImages WithPixels(byte[] pixels) => new(pixels, _labels, Height, Width, ClassNames, Sources);

    /// <summary>The same images under other labels.</summary>
    /// <param name="labels">(N).</param>
    /// <param name="classNames">What they mean, or null: what they meant.</param>
    public LabeledImages WithLabels(int[] labels, IReadOnlyList<string>? classNames = null) => _block is null
        ? new(_images, labels, Height, Width, classNames ?? ClassNames, Sources)
        : new(_block, labels, Height, Width, classNames ?? ClassNames, Sources);

    /// <summary>The same set with some images replaced under their own labels; the others' pixels are shared.</summary>
    /// <param name="indices">Which, each once.</param>
    /// <param name="others">(number of indices): what stands there instead, of the same size.</param>
    internal LabeledImages WithImages(ReadOnlySpan<int> indices, LabeledImages others)
    {
        ReadOnlyMemory<byte>[] images = [.. _images];
        for (int i = 0; i < indices.Length; i++) { images[indices[i]] = others._images[i]; }
        return new LabeledImages(images, _labels, Height, Width, ClassNames, Sources);
    }

    /// <summary>Consecutive images: a copy where they are not parts of one array.</summary>
    /// <returns>(count, 3, H, W), row-major, values in [0, 255].</returns>
    /// <exception cref="InvalidOperationException">They take more bytes than one array holds.</exception>
    internal ReadOnlySpan<byte> Consecutive(int start, int count) => _block is null
        ? Block(start, count)
        : _block.AsSpan(checked(start * ImageSize), checked(count * ImageSize));

    /// <summary>A copy of consecutive images.</summary>
    /// <returns>(count, 3, H, W), row-major, values in [0, 255].</returns>
    /// <exception cref="InvalidOperationException">They take more bytes than one array holds.</exception>
    internal byte[] Block(int start, int count)
    {
        long bytes = (long)count * ImageSize;
        if (bytes > Array.MaxLength)
        {
            throw new InvalidOperationException($"{count} images of 3 x {Height} x {Width} take {bytes} bytes, more than one array holds");
        }
        byte[] block = GC.AllocateUninitializedArray<byte>((int)bytes);
        for (int i = 0; i < count; i++) { Image(start + i).CopyTo(block.AsSpan(i * ImageSize)); }
        return block;
    }

    private static ReadOnlyMemory<byte>[] Divide(byte[] pixels, int[] labels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        long imageSize = 3L * height * width;
        if (pixels.LongLength != labels.Length * imageSize)
        {
            throw new ArgumentException($"{labels.Length} images of 3 x {height} x {width} take "
                + $"{labels.Length * imageSize} bytes, got {pixels.LongLength}", nameof(pixels));
        }
        return [.. Enumerable.Range(0, labels.Length)
            .Select(i => new ReadOnlyMemory<byte>(pixels, (int)(i * imageSize), (int)imageSize))];
    }
}
