using System.Globalization;
using DeepDefense.Attacks.Shaping;
using DeepDefense.Evidence;

namespace DeepDefense.Paper;

/// <summary>A part of a table of unknown triggers: an attack or none, and what is otherwise than in the table <c>unknown</c>.</summary>
/// <param name="Attack">The attack, or null: none.</param>
public sealed record UnknownPart(UnknownAttack? Attack)
{
    /// <summary>How many clean images the defender has, as many of each label, or null (default): all.</summary>
    public int? CleanImages { get; init; }

    /// <summary>How much is added to the run's seed, which decides images, poison, victim and evidence, or null (default): nothing, and rows do not
    /// name the seed.</summary>
    public int? SeedsOn { get; init; }

    /// <summary>Where the clean images come from. Default: from where the training images come.</summary>
    public ImageSource CleanSource { get; init; }

    /// <summary>Share of the clean images that comes from <see cref="CleanSource"/>, in (0, 1]. Default 1.</summary>
    public double CleanSourceShare { get; init; } = 1;

    /// <summary>Share of the clean images that has a wrong label, in [0, 1]. Default 0.</summary>
    public double WrongCleanLabels { get; init; }

    /// <summary>Share of the training images that has a wrong label and no trigger, in [0, 1]. Default 0.</summary>
    public double WrongTrainingLabels { get; init; }

    /// <summary>How the attacker, who trains the victim, hides the trigger in it, or null (default): not at all.</summary>
    public MarginSuppressionOptions? Shaped { get; init; }

    /// <summary>Whether a witness is watched instead of the victim: <see cref="EvidenceOptions.UseWitness"/>. Default false.</summary>
    public bool UseWitness { get; init; }

    /// <summary>How rows are named.</summary>
    /// <param name="seed">The run's.</param>
    public string Subject(ulong seed) => string.Join(", ", Names(seed));

    private IEnumerable<string> Names(ulong seed)
    {
        yield return Attack?.Title ?? "none";
        if (SeedsOn is int on) { yield return $"seed {seed + (ulong)on}"; }
        if (CleanImages is int count) { yield return $"{count} clean images"; }
        if (CleanSource != ImageSource.Same) { yield return Of(CleanSourceShare, $"clean images {(CleanSource == ImageSource.Jpeg ? "as JPEG" : "resized")}"); }
        if (WrongCleanLabels > 0) { yield return Of(WrongCleanLabels, "clean images mislabelled"); }
        if (WrongTrainingLabels > 0) { yield return Of(WrongTrainingLabels, "training images mislabelled"); }
        if (Shaped is not null) { yield return "shaped"; }
        if (UseWitness) { yield return "by a witness"; }
    }

    private static string Of(double share, string what) => share < 1 ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} % of {what}") : what;
}
