using System.Text.Json.Serialization;

namespace DeepDefense.Steganalysis;

/// <summary>What a scan found.</summary>
/// <param name="Scores">(N), log-odds of being poisoned.</param>
/// <param name="Threshold">An image of any label is flagged above it.</param>
/// <param name="SuspectedTarget">The label that most flagged images share, or null: none.</param>
/// <param name="TargetThreshold">An image of the suspected label is flagged above it already, or null.</param>
/// <param name="Flagged">Indices of the flagged images, ascending.</param>
/// <param name="Isolated">Indices of the isolated images, D_detect in the paper, highest score first (in data order
/// under <see cref="IsolationRule.DataOrder"/>).</param>
/// <param name="Calibration">What held-out clean images say of <paramref name="Threshold"/>, or null: not known.</param>
public sealed record ScanReport(double[] Scores, double Threshold, int? SuspectedTarget, double? TargetThreshold,
    int[] Flagged, int[] Isolated, Calibration? Calibration = null)
{
    /// <summary>Why the scan may mean little, in words: what was scanned is unlike the clean images. Empty: nothing is known.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Doubts { get => KeptDoubts ?? []; init => KeptDoubts = value.Count > 0 ? value : null; }

    /// <summary>Those in a file; files without any are as they were before there were doubts.</summary>
    [JsonInclude]
    [JsonPropertyName("doubts")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal IReadOnlyList<string>? KeptDoubts { get; private init; }
}
