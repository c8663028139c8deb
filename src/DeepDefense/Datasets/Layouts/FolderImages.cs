using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Reads the image files of one data set on all cores. Neither the result nor the error that is reported
/// depends on which core was first.</summary>
/// <param name="request">How to read.</param>
/// <param name="classNames">One name a class.</param>
/// <param name="total">Files that will be read in all, for the progress.</param>
internal sealed class FolderImages(LoadRequest request, IReadOnlyList<string> classNames, int total)
{
    private const int FilesPerReport = 64;

    private readonly List<SkippedFile> _skipped = [];
    private CommonSize? _size = request.Options.Size is { } side ? new CommonSize(side, side, Model: null) : null;
    private int _done;

    /// <summary>What was left out so far, in data order.</summary>
    internal IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>Reads files into one block; all images of a data set have one size.</summary>
    /// <param name="files">The files, in the order of the images.</param>
    /// <param name="purpose">What they are for, in words.</param>
    /// <exception cref="DatasetException">There is no image, they take too much memory, or the sizes differ.
    /// </exception>
    /// <exception cref="ImageFormatException">A file is bad, and bad files are not skipped.</exception>
    internal LabeledImages Read(LabeledFile[] files, string purpose)
    {
        _size ??= SizeOfFirst(files);
        if (_size is null)
        {
            throw NoImage(files, purpose);
        }
        byte[] pixels = Allocate(files.Length, _size);
        SkippedFile?[] bad = Decode(files, _size, pixels);
        _skipped.AddRange(bad.OfType<SkippedFile>());
        int[] good = [.. Enumerable.Range(0, files.Length).Where(i => bad[i] is null)];
        if (good.Length == 0)
        {
            throw NoImage(files, purpose);
        }
        LabeledImages images = new(pixels, [.. files.Select(file => file.Label)], _size.Height, _size.Width,
            classNames, [.. files.Select(file => file.Source)]);
        return good.Length == files.Length ? images : images.Subset(good);
    }

    // Without a declared size the first readable image is the model of all others.
    private CommonSize? SizeOfFirst(LabeledFile[] files)
    {
        foreach (LabeledFile file in files)
        {
            try
            {
                RgbImage image = ImageFile.Read(file.Path);
                return new CommonSize(image.Height, image.Width, file.Path);
            }
            catch (Exception failure) when (IsSkipped(failure))
            {
                // Listed when all files are read.
            }
        }
        return null;
    }

    private byte[] Allocate(int count, CommonSize size)
    {
        long bytes = (long)count * size.Bytes;
        return bytes <= Array.MaxLength
            ? new byte[bytes]
            : throw new DatasetException(request.Folder, null,
                $"{count} images of {size.Width} x {size.Height} pixels",
                $"at most {Array.MaxLength / size.Bytes} of that size in memory: declare a smaller size");
    }

    private SkippedFile?[] Decode(LabeledFile[] files, CommonSize size, byte[] pixels)
    {
        SkippedFile?[] bad = new SkippedFile?[files.Length];
        OrderedParallel.For(files.Length, i =>
        {
            try
            {
                size.Read(files[i].Path).Pixels.CopyTo(pixels.AsSpan(i * size.Bytes, size.Bytes));
            }
            catch (Exception failure) when (IsSkipped(failure))
            {
                string reason = failure is ImageFormatException format ? format.Reason : failure.Message;
                bad[i] = new SkippedFile(files[i].Path, reason);
            }
            ReportOneMore();
        }, request.Cancellation);
        return bad;
    }

    // An image of another size is no bad file: to leave out all sizes but one would be a guess.
    private bool IsSkipped(Exception failure) => request.Options.SkipBad
        && (failure is ImageFormatException or IOException or UnauthorizedAccessException);

    private DatasetException NoImage(LabeledFile[] files, string purpose) =>
        new(request.Folder, null, $"{files.Length} {purpose} files, none of them readable", "at least one image") { HoldsNoImage = files.Length == 0 };

    private void ReportOneMore()
    {
        int done = Interlocked.Increment(ref _done);
        if (done % FilesPerReport == 0 || done == total) { request.Progress?.Report((double)done / total); }
    }

    /// <summary>The size of every image of the data set.</summary>
    /// <param name="Height">H, in pixels.</param>
    /// <param name="Width">W, in pixels.</param>
    /// <param name="Model">The image that set the size, or null: it was declared, and images are resized.</param>
    private sealed record CommonSize(int Height, int Width, string? Model)
    {
        internal int Bytes => checked(3 * Height * Width);

        internal RgbImage Read(string path)
        {
            RgbImage image = ImageFile.Read(path);
            if (image.Height == Height && image.Width == Width)
            {
                return image;
            }
            return Model is null
                ? ImageResizer.Resize(image, Height, Width)
                : throw new DatasetException(path, null, $"{image.Width} x {image.Height} pixels",
                    $"{Width} x {Height} as in {Model}: declare a size to resize to");
        }
    }
}
