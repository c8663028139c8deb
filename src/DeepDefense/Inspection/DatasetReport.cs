using DeepDefense.Datasets;
using DeepDefense.Steganalysis;

namespace DeepDefense.Inspection;

/// <summary>What a data set holds, as it is stored.</summary>
/// <param name="Layout">The layout that was recognised.</param>
/// <param name="Train">Training images.</param>
/// <param name="Test">Test images.</param>
/// <param name="Bytes">Bytes of the images' files, or records.</param>
/// <param name="Classes">Every class, by label.</param>
/// <param name="Sizes">Sizes of the images before any resize, the most frequent first.</param>
/// <param name="Formats">Formats of the images, by name.</param>
/// <param name="Duplicates">Images that are there more than once.</param>
/// <param name="Bands">Correlation of the colour bands (equation 1), over all images of both parts.</param>
/// <param name="Skipped">What lies in the set, is or may be an image and is not read, and bad files where they are skipped.</param>
public sealed record DatasetReport(string Layout, int Train, int Test, long Bytes, IReadOnlyList<ClassCount> Classes,
    IReadOnlyList<SizeCount> Sizes, IReadOnlyList<FormatCount> Formats, DuplicateReport Duplicates, BandCorrelationReport Bands,
    IReadOnlyList<SkippedFile> Skipped);
