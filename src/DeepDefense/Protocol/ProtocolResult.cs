using System.Text.Json.Serialization;
using DeepDefense.Evaluation;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Training;

namespace DeepDefense.Protocol;

/// <summary>What a run of Algorithm 1 measured. Rates in [0, 1]; null where the ground truth is not known.</summary>
/// <param name="Findings">What the report shows of the scan; no part of the JSON, which it would make too large.</param>
/// <param name="Losses">Losses of what was trained, for the report.</param>
/// <param name="Appearance">What the isolated images have in common, for the report, or null: none was isolated.</param>
public sealed record ProtocolResult([property: JsonIgnore] ScanFindings Findings, [property: JsonIgnore] IReadOnlyList<LossPoint> Losses,
    [property: JsonIgnore] TriggerAppearance? Appearance = null)
{
    /// <summary>The suspicious model.</summary>
    public required ModelMetrics Before { get; init; }

    /// <summary>The purified model.</summary>
    public required ModelMetrics After { get; init; }

    /// <summary>The file of the purified model in the run folder, or null: nothing was isolated, and what is there is a copy of the suspicious model.</summary>
    public string? PurifiedModel { get; init; }

    /// <summary>What the trigger does as far as it was seen, or null: the attack is known and measured, nothing fixed was seen, or nothing isolated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EstimatedTrigger? EstimatedTrigger { get; init; }

    /// <summary>How well the poisoned images were found.</summary>
    public required DetectionMetrics Detection { get; init; }

    /// <summary>What the purified model takes the isolated images for, in their order: another label where it is sure. Empty: none was isolated.</summary>
    public IReadOnlyList<RelabelledImage> IsolatedAnswers { get; init; } = [];

    /// <summary>What the scan says of the training set.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The scan itself, or null where the result was read back from JSON, which leaves it to <c>scan.csv</c>.</summary>
    [JsonIgnore]
    public ScanReport? Scan { get; init; }

    /// <summary>The label that the verdict points at, or null.</summary>
    public required int? SuspectedTarget { get; init; }

    /// <summary>Where the numbers come from: counts of images, architecture, augmentation, precision.</summary>
    public required IReadOnlyDictionary<string, object> Settings { get; init; }

    /// <summary>Seconds a stage, and <c>total</c>.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>The run folder.</summary>
    public required string Run { get; init; }

    /// <summary>The seed of the run.</summary>
    public required ulong Seed { get; init; }
}
