using DeepDefense.Evidence.Rivals;

namespace DeepDefense.Evidence;

/// <summary>Every view with its defaults, for whoever compares them.</summary>
public static class EvidenceViews
{
    /// <summary>Those on what the network does.</summary>
    public static IReadOnlyList<IEvidence> Own { get; } =
        [.. EvidenceScanner.Proposing, new ActivationGradients(), new LayerTrajectories(), new ScaledConsistency(), new MixingEntropy()];

    /// <summary>Methods of others that they are compared with.</summary>
    public static IReadOnlyList<IEvidence> Rivals { get; } = [new SpectralSignatures(), new ActivationClustering(), new TwoGroups()];

    /// <summary>All of them, in the order of tables.</summary>
    public static IReadOnlyList<IEvidence> All { get; } = [.. Own, .. Rivals];
}
