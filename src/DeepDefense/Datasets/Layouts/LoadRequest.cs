using DeepDefense.Torch;

namespace DeepDefense.Datasets.Layouts;

/// <summary>What a layout is asked to read.</summary>
/// <param name="Folder">The folder, or the manifest.</param>
/// <param name="Options">How to read it.</param>
/// <param name="Seed">Draws classes and images where not all are read, and test images where the data has no test
/// set.</param>
/// <param name="Progress">Told the share that is done, in [0, 1].</param>
/// <param name="Cancellation">Stops the reading.</param>
internal sealed record LoadRequest(string Folder, DatasetOptions Options, Seed Seed, IProgress<double>? Progress,
    CancellationToken Cancellation)
{
    /// <summary>Whether it is a folder.</summary>
    internal bool IsFolder => Directory.Exists(Folder);

    /// <summary>The folder that paths of images are relative to: it, or that of the file.</summary>
    internal string Root => IsFolder ? Folder : Path.GetDirectoryName(Path.GetFullPath(Folder))!;
}
