using DeepDefense.Attacks;
using DeepDefense.Datasets;

namespace DeepDefense.Review;

/// <summary>Which training set was shown.</summary>
/// <param name="Images">How many images it has.</param>
/// <param name="Height">Of each, in pixels, as they were read.</param>
/// <param name="Width">Of each, in pixels, as they were read.</param>
/// <param name="Sha256">SHA-256 of numbers, labels and pixels, in lower-case hex: <see cref="TrainingFingerprint"/>.</param>
public sealed record ReviewedData(int Images, int Height, int Width, string Sha256)
{
    /// <summary>Describes a set.</summary>
    public static ReviewedData Of(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new ReviewedData(images.Count, images.Height, images.Width, TrainingFingerprint.Of(images));
    }

    /// <summary>Whether a set may be the one that was shown: the same, or the same number of images read in another size, whose pixels cannot
    /// be compared.</summary>
    public bool MayBe(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Images == images.Count && ((Height, Width) != (images.Height, images.Width) || Sha256 == TrainingFingerprint.Of(images));
    }
}
