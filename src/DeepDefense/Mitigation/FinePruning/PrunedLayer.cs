namespace DeepDefense.Mitigation.FinePruning;

/// <summary>Where channels are pruned. Behind the last convolution the shortcut is added, so that the two differ.</summary>
public enum PrunedLayer
{
    /// <summary>Output channels of the last convolution, as its authors and the paper do; what the shortcut carries
    /// stays.</summary>
    LastConvolution,

    /// <summary>Inputs of the final linear layer, the pooled features, as BackdoorBench does (<c>defense/fp.py</c>); what
    /// the shortcut carries goes too.</summary>
    Head,
}
