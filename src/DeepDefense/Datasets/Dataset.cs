using DeepDefense.Datasets.Layouts;

namespace DeepDefense.Datasets;

/// <summary>A training set and a test set of the same classes and image size.</summary>
/// <param name="Name">What messages and results call it.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images; never trained on.</param>
public sealed record Dataset(string Name, LabeledImages Train, LabeledImages Test)
{
    /// <summary>Both with the names that layouts have for them.</summary>
    internal IReadOnlyList<(string Name, LabeledImages Images)> Parts => [(ImageFolderLayout.Train, Train), (ImageFolderLayout.Test, Test)];
}
