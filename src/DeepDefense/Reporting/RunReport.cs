using DeepDefense.Evaluation;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Training;

namespace DeepDefense.Reporting;

/// <summary>Everything that a report shows.</summary>
public sealed record RunReport
{
    /// <summary>What was run, e.g. <c>protect</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The command that does the same again, quoted for a shell.</summary>
    public required string CommandLine { get; init; }

    /// <summary>The end of the run.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the scan found.</summary>
    public required ScanFindings Scan { get; init; }

    /// <summary>What the trigger looks like, or null: it was not looked for.</summary>
    public TriggerAppearance? Appearance { get; init; }

    /// <summary>The suspicious model, or null: no model was measured.</summary>
    public ModelMetrics? Before { get; init; }

    /// <summary>The purified model, or null: nothing was unlearned.</summary>
    public ModelMetrics? After { get; init; }

    /// <summary>What the trigger does as far as it was seen, or null: not measured.</summary>
    public EstimatedTrigger? EstimatedTrigger { get; init; }

    /// <summary>What the purified model takes the isolated images for, in their order. Empty: there is none.</summary>
    public IReadOnlyList<RelabelledImage> IsolatedAnswers { get; init; } = [];

    /// <summary>Losses of what was trained, by stage and step.</summary>
    public IReadOnlyList<LossPoint> Losses { get; init; } = [];

    /// <summary>Where the numbers come from: counts of images, architecture, precision.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Seconds a stage, and <c>total</c>.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>Versions, processor, threads.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
}
