using DeepDefense.Attacks;

namespace DeepDefense.Protocol.Planning;

/// <summary>What a run folder holds in the end.</summary>
public static class PlannedFiles
{
    private static readonly string[] Stages = ["evaluateBefore", "detector", "scan", "unlearn", "evaluateAfter"];

    /// <summary>After Algorithm 1.</summary>
    public static IReadOnlyList<string> OfProtocol { get; } =
    [
        RunFolder.ConfigurationFile, RunFolder.EnvironmentFile, RunFolder.ResultsFile, .. Stages.Select(Stage),
        "detector.safetensors", "scan.csv", "purified-model.safetensors", "purified-model.md", "bom.cdx.json", "contact-sheet.png",
        RunFolder.ReportFile, RunFolder.LossFile, "events.out.tfevents.*",
    ];

    /// <summary>After the demonstration.</summary>
    public static IReadOnlyList<string> OfDemonstration { get; } =
        [.. OfProtocol, Stage("train"), PoisonManifest.FileName, "suspicious-model.safetensors"];

    private static string Stage(string name) => Path.Combine(RunFolder.StageFolder, name + ".json");
}
