using DeepDefense.Attacks;

namespace DeepDefense.Protocol.Planning;

/// <summary>What a run folder holds in the end.</summary>
public static class PlannedFiles
{
    private const string SuspiciousModel = "suspicious-model.safetensors";

    /// <summary>After the demonstration.</summary>
    /// <param name="triggerIsKnown">Whether a trigger is named.</param>
    public static IReadOnlyList<string> OfDemonstration(bool triggerIsKnown) =>
        [.. OfProtocol(Path.GetExtension(SuspiciousModel), triggerIsKnown), Stage("train"), PoisonManifest.FileName, SuspiciousModel];

    /// <summary>After Algorithm 1.</summary>
    /// <param name="extension">Of the purified model, which is of the suspicious one's kind: <see cref="Models.Classifier.ExtensionOf"/>.</param>
    /// <param name="triggerIsKnown">Whether a trigger is named.</param>
    public static IReadOnlyList<string> OfProtocol(string extension, bool triggerIsKnown) =>
    [
        RunFolder.ConfigurationFile, RunFolder.EnvironmentFile, RunFolder.ResultsFile, Stage("evaluateBefore"),
        .. triggerIsKnown ? [Stage("detector"), Stage("scan"), "detector.safetensors"] : new[] { Stage("witness"), Stage("evidence") },
        Stage("unlearn"), Stage("evaluateAfter"), "scan.csv", "purified-model" + extension, "purified-model.md", "bom.cdx.json", "contact-sheet.png", "trigger*.png",
        RunFolder.ReportFile, RunFolder.LossFile, "events.out.tfevents.*",
    ];

    private static string Stage(string name) => Path.Combine(RunFolder.StageFolder, name + ".json");
}
