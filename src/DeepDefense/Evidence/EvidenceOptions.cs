using DeepDefense.Steganalysis;

namespace DeepDefense.Evidence;

/// <summary>How poison is looked for that nobody described.</summary>
public sealed record EvidenceOptions
{
    /// <summary>How the steganalysers are built and trained that learn the suspected images. Default: 400 steps of 64 images.</summary>
    public DetectorOptions Steganalyser { get; init; } = new() { Iterations = 400 };

    /// <summary>Whether a witness is trained on the set and watched instead of the model, which an attacker may have shaped. Default false: only
    /// where the model cannot be looked into.</summary>
    public bool UseWitness { get; init; }

    /// <summary>Largest share of the training set that is isolated, rho in the paper, in (0, 1). Default 0.04.</summary>
    public double IsolationRate { get; init => field = Require.OpenUnit(value); } = 0.04;
}
