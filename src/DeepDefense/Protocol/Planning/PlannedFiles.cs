using DeepDefense.Attacks;

namespace DeepDefense.Protocol.Planning;

/// <summary>What a run folder holds in the end.</summary>
public static class PlannedFiles
{
    private const string SuspiciousModel = "suspicious-model.safetensors";
    private static readonly string[] Stages = ["evaluateBefore", "detector", "scan", "unlearn", "evaluateAfter"];

    /// <summary>After the demonstration.</summary>
    public static IReadOnlyList<string> OfDemonstration { get; } =
        [.. OfProtocol(Path.GetExtension(SuspiciousModel)), Stage("train"), PoisonManifest.FileName, SuspiciousModel];

    /// <summary>After Algorithm 1.</summary>
    /// <param name="extension">Of the purified model, which is of the suspicious one's kind: <see cref="Models.Classifier.ExtensionOf"/>.</param>
    public static IReadOnlyList<string> OfProtocol(string extension) =>
    [
        RunFolder.ConfigurationFile, RunFolder.EnvironmentFile, RunFolder.ResultsFile, .. Stages.Select(Stage),
        "detector.safetensors", "scan.csv", "purified-model" + extension, "purified-model.md", "bom.cdx.json", "contact-sheet.png",
        RunFolder.ReportFile, RunFolder.LossFile, "events.out.tfevents.*",
    ];

    private static string Stage(string name) => Path.Combine(RunFolder.StageFolder, name + ".json");
}
