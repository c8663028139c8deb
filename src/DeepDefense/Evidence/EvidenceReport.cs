using System.Text.Json.Serialization;
using DeepDefense.Steganalysis;

namespace DeepDefense.Evidence;

/// <summary>What was found without knowledge of the trigger.</summary>
/// <param name="Scan">Scores, flags and isolated images. A score counts deviations of the images of the label that are not suspected;
/// of a label that is not suspected, deviations of its clean images, less 20, so that none is flagged.</param>
/// <param name="Classes">Each label, in order.</param>
/// <param name="Views">What each view says, those included that do not apply.</param>
/// <param name="Separations">How well each view tells flagged images from others; empty where no label is suspected.</param>
public sealed record EvidenceReport(ScanReport Scan, IReadOnlyList<ClassGate> Classes, IReadOnlyList<EvidenceScores> Views, IReadOnlyList<ViewSeparation> Separations)
{
    /// <summary>The labels among whose images poison was looked for.</summary>
    [JsonIgnore]
    public IEnumerable<int> SuspectedLabels => Classes.Where(gate => gate.IsSuspected).Select(gate => gate.Label);

    /// <summary>How many clean images there were.</summary>
    [JsonIgnore]
    public int CleanImages => Classes.Sum(gate => gate.CleanImages);
}
