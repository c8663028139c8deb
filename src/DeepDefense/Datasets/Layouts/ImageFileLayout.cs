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
    internal abstract FileListing List(LoadRequest request);

    /// <inheritdoc/>
    public LoadedSets Load(LoadRequest request)
    {
        LoadRequest sized = request with { Options = request.Options with { Size = request.Options.Size ?? UsualSize } };
        FileListing listing = List(sized).Draw(sized);
        FolderImages images = new(sized, listing.ClassNames, listing.Train.Length + listing.Test.Length);
        LabeledImages train = images.Read(listing.Train, "training");
        LabeledImages test = listing.Test.Length == 0 && request.Options.TestFraction == 0 ? train.Subset([]) : images.Read(listing.Test, "test");
        return new LoadedSets(train, test, [.. listing.Skipped, .. images.Skipped]);
    }
}
