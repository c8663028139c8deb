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

    /// <summary>Lists the files, and with them what else in the folder is or may be an image. Who opens a file by its name has chosen: there may be others beside it.</summary>
    internal FileListing ListWhole(LoadRequest request)
    {
        FileListing listing = List(request);
        if (!request.IsFolder) { return listing; }
        IEnumerable<string> known = [.. listing.Train.Concat(listing.Test).Select(file => file.Path), .. listing.Skipped.Select(file => file.Path), .. listing.Refused];
        return listing with { Skipped = [.. listing.Skipped, .. UnreadFiles.Of(request.Folder, Name, known, listing.Aside)] };
    }

    /// <inheritdoc/>
    public LoadedSets Load(LoadRequest request)
    {
        LoadRequest sized = request with { Options = request.Options with { Size = request.Options.Size ?? UsualSize } };
        FileListing listing = ListWhole(sized).Draw(sized);
        FolderImages images = new(sized, listing.ClassNames, listing.Train.Length + listing.Test.Length);
        LabeledImages train = images.Read(listing.Train, "training");
        LabeledImages test = listing.Test.Length == 0 && request.Options.TestFraction == 0 ? train.Subset([]) : images.Read(listing.Test, "test");
        return new LoadedSets(train, test, [.. listing.Skipped, .. images.Skipped]);
    }
}
