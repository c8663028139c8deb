using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Review;

/// <summary>Which training set was shown, and by which table of scores.</summary>
/// <param name="Images">How many images it has.</param>
/// <param name="Height">Of each, in pixels, as they were read.</param>
/// <param name="Width">Of each, in pixels, as they were read.</param>
/// <param name="Sha256">SHA-256 of numbers, labels and pixels, in lower-case hex: <see cref="TrainingFingerprint"/>.</param>
/// <param name="ScanSha256">SHA-256 of the table of scores, as a file, in lower-case hex.</param>
public sealed record ReviewedData(int Images, int Height, int Width, string Sha256, string ScanSha256)
{
    /// <summary>The name of the table in a run folder.</summary>
    internal const string ScanFile = "scan.csv";

    /// <summary>Describes what is shown.</summary>
    /// <param name="images">The training set.</param>
    /// <param name="scan">The file of the table of scores.</param>
    /// <exception cref="IOException">The table cannot be read.</exception>
    public static ReviewedData Of(LabeledImages images, string scan)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new ReviewedData(images.Count, images.Height, images.Width, TrainingFingerprint.Of(images), FileHash.Of(scan));
    }

    /// <summary>Whether a set may be the one that was shown: the same, or the same number of images read in another size, whose pixels cannot
    /// be compared.</summary>
    public bool MayBe(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Images == images.Count && ((Height, Width) != (images.Height, images.Width) || Sha256 == TrainingFingerprint.Of(images));
    }
}
