using DeepDefense.Evidence;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Steganalysis;

namespace DeepDefense.Protocol;

/// <summary>How Algorithm 1 is run.</summary>
/// <param name="Detector">Steps 1 and 2.</param>
/// <param name="Scan">Step 3.</param>
/// <param name="Unlearning">Step 4.</param>
public sealed record ProtocolOptions(DetectorOptions Detector, ScanOptions Scan, UnlearningOptions Unlearning)
{
    /// <summary>The defaults of each step.</summary>
    public ProtocolOptions()
        : this(new DetectorOptions(), new ScanOptions(), new UnlearningOptions())
    {
    }

    /// <summary>What stands for steps 1 to 3 where no trigger is named.</summary>
    public EvidenceOptions Evidence { get; init; } = new();
}
