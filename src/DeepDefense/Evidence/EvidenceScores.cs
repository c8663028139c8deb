using System.Text.Json.Serialization;

namespace DeepDefense.Evidence;

/// <summary>What a view says of each image.</summary>
/// <param name="Name">The view.</param>
/// <param name="Training">(N), higher is more suspicious; only images of one label are comparable. Null where the view does not apply.</param>
/// <param name="Clean">(M), the same of the clean images under their labels, or null.</param>
/// <param name="Inapplicable">Why it does not apply, in words, or null: it does.</param>
public sealed record EvidenceScores(string Name, double[]? Training, double[]? Clean, string? Inapplicable = null)
{
    /// <summary>Whether there are scores.</summary>
    [JsonIgnore]
    public bool Applies => Training is not null;

    /// <summary>A view that does not apply.</summary>
    public static EvidenceScores DoesNotApply(string name, string reason) => new(name, null, null, reason);
}
