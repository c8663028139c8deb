using DeepDefense.Attacks;
using DeepDefense.Datasets;

namespace DeepDefense.Reporting;

/// <summary>Images that a model was made or measured with.</summary>
/// <param name="Role">What they were for, e.g. <c>training set</c>.</param>
/// <param name="Images">How many.</param>
/// <param name="Sha256">SHA-256 over their number, size, labels and pixels in loading order, in lower-case hex: the same in
/// whatever lossless format they are stored.</param>
public sealed record DataSource(string Role, int Images, string Sha256)
{
    /// <summary>Hashes images.</summary>
    public static DataSource Of(string role, LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new DataSource(role, images.Count, TrainingFingerprint.Of(images));
    }
}
