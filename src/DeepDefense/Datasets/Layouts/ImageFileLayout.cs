namespace DeepDefense.Datasets.Layouts;

/// <summary>A layout whose images are files, one each.</summary>
internal abstract class ImageFileLayout : IDatasetLayout
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>Side in pixels of sets whose images differ in size, unless another is declared; null: as stored.
    /// </summary>
    internal virtual int? UsualSize => null;

    /// <inheritdoc/>
    public abstract bool Recognizes(string path);

    /// <summary>Lists the files, and reads none of them.</summary>
    private protected abstract FileListing List(LoadRequest request);

    /// <summary>The folder in which what is not listed is named, or null: the user has named a file.</summary>
    private protected virtual string? RootOf(LoadRequest request) => request.IsFolder ? request.Folder : null;

    /// <summary>Lists the files, and with them what else in the folder is or may be an image. Who opens a file by its name has chosen: there may be others beside it.</summary>
    internal FileListing ListWhole(LoadRequest request)
    {
        FileListing listing = List(request);
        if (RootOf(request) is not { } root) { return listing; }
        IEnumerable<string> known = [.. listing.Train.Concat(listing.Test).Select(file => file.Path), .. listing.Skipped.Select(file => file.Path), .. listing.Refused];
        return listing with { Skipped = [.. listing.Skipped, .. UnreadFiles.Of(root, Name, known, listing.Aside)] };
    }

    /// <inheritdoc/>
    public LoadedSets Load(LoadRequest request)
    {
        LoadRequest sized = request with { Options = request.Options with { Size = request.Options.Size ?? UsualSize } };
        FileListing listing = ListWhole(sized).Draw(sized);
        Shard? shard = request.Options.Shard;
        (int first, int end) = shard?.RowsOf(listing.Train.Length) ?? (0, listing.Train.Length);
        FolderImages images = new(sized, listing.ClassNames, shard is null ? end + listing.Test.Length : end - first);
        (LabeledImages train, int[] read) = shard is null ? images.Read(listing.Train, "training") : images.ReadPart(listing.Train, first, end);
        bool hasTest = shard is null && !(listing.Test.Length == 0 && request.Options.TestFraction == 0);
        LabeledImages test = hasTest ? images.Read(listing.Test, "test").Images : train.Subset([]);
        SetRows rows = new(listing.ClassNames, listing.Train.Length, i => (listing.Train[i].Source, listing.Train[i].Label), read);
        return new LoadedSets(train, test, [.. listing.Skipped, .. images.Skipped], rows);
    }
}
