using System.Runtime.ExceptionServices;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Reads the image files of one data set on all cores. Neither the result nor the error that is reported
/// depends on which core was first.</summary>
/// <param name="request">How to read.</param>
/// <param name="classNames">One name a class.</param>
/// <param name="total">Files that will be read in all, for the progress.</param>
internal sealed class FolderImages(LoadRequest request, IReadOnlyList<string> classNames, int total)
{
    // Decoded before they are written to the cache.
    private const int BatchBytes = 32 << 20;

    private readonly List<SkippedFile> _skipped = [];
    private readonly FileProgress _progress = new(request.Progress, total);
    private readonly PixelCache? _cache = request.Options.CacheFolder is { } folder ? new PixelCache(folder) : null;
    private CommonSize? _size = request.Options.Size is { } side ? new CommonSize(side, side, Model: null) : null;

    /// <summary>What was left out so far, in data order.</summary>
    internal IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>Reads files into memory, into the cache, or where there is none and they are too many for the memory into a file that goes with the process; all images of a data set have one size.</summary>
    /// <param name="files">The files, in the order of the images.</param>
    /// <param name="purpose">What they are for, in words.</param>
    /// <returns>The images, and the place of each among the files.</returns>
    /// <exception cref="DatasetException">There is no image, or the sizes differ.</exception>
    /// <exception cref="IOException">There is no room on the disk for the images.</exception>
    /// <exception cref="ImageFormatException">A file is bad, and bad files are not skipped.</exception>
    internal (LabeledImages Images, int[] Read) Read(LabeledFile[] files, string purpose)
    {
        (LabeledImages images, int[] read) = Keep(files, Decode(files) ?? throw NoImage(files, purpose));
        if (read.Length == 0) { throw NoImage(files, purpose); }
        _size ??= new CommonSize(images.Height, images.Width, files[read[0]].Name);
        return (images, read);
    }

    /// <summary>Reads some of the training files, which have the size that they have among all; there may be none.</summary>
    /// <param name="files">All of them, in the order of the images.</param>
    /// <param name="first">The first to be read.</param>
    /// <param name="end">The one behind the last.</param>
    /// <returns>The images, and the place of each among all files.</returns>
    /// <exception cref="DatasetException">There is no image in all of the files, or the sizes differ.</exception>
    /// <exception cref="IOException">There is no room on the disk for the images.</exception>
    /// <exception cref="ImageFormatException">A file is bad, and bad files are not skipped.</exception>
    internal (LabeledImages Images, int[] Read) ReadPart(LabeledFile[] files, int first, int end)
    {
        CommonSize size = _size ??= SizeOfFirst(files) ?? throw NoImage(files, "training");
        LabeledFile[] part = files[first..end];
        (LabeledImages images, int[] read) = Keep(part, (part.Length == 0 ? null : Decode(part)) ?? new DecodedImages(size.Height, size.Width, [], []));
        return (images, [.. read.Select(place => first + place)]);
    }

    private (LabeledImages Images, int[] Read) Keep(LabeledFile[] files, DecodedImages decoded)
    {
        _skipped.AddRange(decoded.Bad.Select(bad => ImageFiles.Skipped(files[bad.Index], bad.Reason)));
        HashSet<int> left = [.. decoded.Bad.Select(bad => bad.Index)];
        int[] read = [.. Enumerable.Range(0, files.Length).Where(i => !left.Contains(i))];
        return (new LabeledImages(decoded.Images, [.. read.Select(i => files[i].Label)], decoded.Height, decoded.Width,
            classNames, [.. read.Select(i => files[i].Source)]), read);
    }

    private DecodedImages? Decode(LabeledFile[] files)
    {
        if (_cache is not null) { return DecodeIntoCache(files, _cache); }
        if ((_size ??= SizeOfFirst(files)) is not { } size) { return null; }
        return (long)files.Length * size.Bytes <= request.Options.MostInMemory ? DecodeIntoMemory(files, size) : DecodeIntoScratch(files, size);
    }

    private DecodedImages DecodeIntoMemory(LabeledFile[] files, CommonSize size)
    {
        byte[] pixels = new byte[files.Length * size.Bytes];
        BadFile?[] bad = Decode(files, 0, files.Length, size, pixels);
        ReadOnlyMemory<byte>[] images = [.. Enumerable.Range(0, files.Length).Where(i => bad[i] is null)
            .Select(i => new ReadOnlyMemory<byte>(pixels, i * size.Bytes, size.Bytes))];
        return new DecodedImages(size.Height, size.Width, images, [.. bad.OfType<BadFile>()]);
    }

    private DecodedImages DecodeIntoScratch(LabeledFile[] files, CommonSize size)
    {
        using FileStream scratch = ScratchFile.Create((long)files.Length * size.Bytes);
        BadFile[] bad = Unwrapped(() => Decode(files, size, scratch));
        scratch.Flush();
        int count = files.Length - bad.Length;
        return new DecodedImages(size.Height, size.Width, count == 0 ? [] : MappedImages.Map(scratch, 0, count, size.Bytes), bad);
    }

    private DecodedImages? DecodeIntoCache(LabeledFile[] files, PixelCache cache)
    {
        byte[] key = PixelCache.KeyOf(files, _size?.Name ?? "of the first", request.Options.SkipBad);
        if (cache.Open(key, files.Length) is { } kept)
        {
            _progress.Report(files.Length);
            return kept;
        }
        if ((_size ??= SizeOfFirst(files)) is not { } size) { return null; }
        return Unwrapped(() => cache.Make(key, size.Height, size.Width, files.Length, stream => Decode(files, size, stream)));
    }

    private static T Unwrapped<T>(Func<T> decode)
    {
        try { return decode(); }
        catch (DecodingException failure)
        {
            ExceptionDispatchInfo.Throw(failure.InnerException!);
            throw;
        }
    }

    private BadFile[] Decode(LabeledFile[] files, CommonSize size, Stream stream)
    {
        int batch = Math.Max(Math.Min(files.Length, BatchBytes / size.Bytes), 1);
        byte[] pixels = new byte[batch * size.Bytes];
        List<BadFile> bad = [];
        for (int start = 0; start < files.Length; start += batch)
        {
            int count = Math.Min(batch, files.Length - start);
            BadFile?[] found;
            try
            {
                found = Decode(files, start, count, size, pixels);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Not of the file that is being written, which it would be taken for.
                throw new DecodingException(failure);
            }
            for (int i = 0; i < count; i++)
            {
                if (found[i] is null) { stream.Write(pixels, i * size.Bytes, size.Bytes); }
            }
            bad.AddRange(found.OfType<BadFile>());
        }
        return [.. bad];
    }

    // Without a declared size the first readable image is the model of all others.
    private CommonSize? SizeOfFirst(LabeledFile[] files)
    {
        foreach (LabeledFile file in files)
        {
            try
            {
                RgbImage image = file.Read().Image;
                return new CommonSize(image.Height, image.Width, file.Name);
            }
            catch (Exception failure) when (IsSkipped(failure))
            {
                // Listed when all files are read.
            }
        }
        return null;
    }

    /// <summary>Decodes consecutive files.</summary>
    /// <returns>(count): what is wrong with each; null: nothing.</returns>
    private BadFile?[] Decode(LabeledFile[] files, int start, int count, CommonSize size, byte[] pixels)
    {
        BadFile?[] bad = new BadFile?[count];
        StoredImages.Read(files.AsSpan(start, count), (i, read) =>
        {
            try
            {
                size.Fit(read().Image, files[start + i].Name).Pixels.CopyTo(pixels.AsSpan(i * size.Bytes, size.Bytes));
            }
            catch (Exception failure) when (IsSkipped(failure))
            {
                bad[i] = new BadFile(start + i, ImageFiles.ReasonOf(failure), IsDamaged: failure is ImageFormatException);
            }
            _progress.ReportOneMore();
        }, request.Cancellation);
        return bad;
    }

    // An image of another size is no bad file: to leave out all sizes but one would be a guess.
    private bool IsSkipped(Exception failure) => ImageFiles.IsLeftOut(failure, request.Options);

    private DatasetException NoImage(LabeledFile[] files, string purpose) =>
        files.Length == 0
            ? new(request.Folder, null, $"no {purpose} image", "at least one (of a class with a single image none is drawn to measure on): give more images") { HoldsNoImage = true }
            : new(request.Folder, null, $"{files.Length} {purpose} files, none of them readable", "at least one image");

    private sealed class DecodingException(Exception inner) : Exception(inner.Message, inner);
}
