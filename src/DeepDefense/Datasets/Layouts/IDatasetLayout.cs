namespace DeepDefense.Datasets.Layouts;

/// <summary>A way in which labelled images lie on disk.</summary>
internal interface IDatasetLayout
{
    /// <summary>What messages and results call it.</summary>
    public string Name { get; }

    /// <summary>Whether the folder or file looks like this layout; reads no image.</summary>
    public bool Recognizes(string path);

    /// <summary>Reads the images of what was recognised.</summary>
    public LoadedSets Load(LoadRequest request);
}
