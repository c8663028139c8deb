using System.Globalization;
using System.IO.Enumeration;
using DeepDefense.Attacks;
using DeepDefense.Review;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Protocol.Planning;

/// <summary>What a run folder holds in the end.</summary>
public static class PlannedFiles
{
    private const string SuspiciousModel = "suspicious-model.safetensors";
    private const string Pictures = "trigger*.png"; // which ones depends on the trigger
    private static readonly string[] OfReview = [Decisions.FileName, Decisions.JournalName];

    /// <summary>The purified model.</summary>
    /// <param name="extension">That of its kind: <see cref="Models.Classifier.ExtensionOf"/>.</param>
    public static string PurifiedModel(string extension) => "purified-model" + extension;

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
        Stage("unlearn"), Stage("evaluateAfter"), "scan.csv", PurifiedModel(extension), "purified-model.md", "bom.cdx.json", "contact-sheet.png", Pictures,
        RunFolder.ReportFile, RunFolder.LossFile, "events.out.tfevents.*",
    ];

    // Patterns of all that a run, finished or interrupted, may have right in its folder.
    private static IEnumerable<string> Patterns => OfDemonstration(triggerIsKnown: true).Union(OfDemonstration(triggerIsKnown: false))
        .Where(name => Path.GetDirectoryName(name)!.Length == 0 && name != Pictures)
        .Concat(["trigger.png", "trigger-mask.png", "trigger-pattern.png", "purified-model.pt", "purified-model.torchscript.pt", "purified-model.pth", "purified-model.tar", "purified-model.bin", "purified-model.ckpt", "purified-model.yaml", "purified-model.json", "witness.safetensors", "train.checkpoint*", "witness.checkpoint*", "detector.checkpoint*", "unlearn.checkpoint*"]);

    /// <summary>Whether a run writes a file of this name.</summary>
    /// <param name="name">The file, relative to the run folder.</param>
    internal static bool Own(string name) => name.Split(Path.DirectorySeparatorChar)[0] == RunFolder.StageFolder
        || FolderLock.Owns(name) || OfReview.Contains(name) || Patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    /// <summary>Deletes the files of a run, and what an interrupted one left; other files stay.</summary>
    /// <param name="folder">The run folder.</param>
    internal static void Delete(string folder)
    {
        foreach (string file in Patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Distinct().ToArray()) { File.Delete(file); }
        string stages = Path.Combine(folder, RunFolder.StageFolder);
        if (!Directory.Exists(stages)) { return; }
        foreach (string file in Directory.EnumerateFiles(stages, "*.json").ToArray()) { File.Delete(file); }
        if (!Directory.EnumerateFileSystemEntries(stages).Any()) { Directory.Delete(stages); }
    }

    /// <summary>Gives other names to what a person decided on a run that is replaced: it is of no use to another run, and cannot be made again.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="tell">Told the new name of each file, or null.</param>
    internal static void SetAside(string folder, Action<string>? tell)
    {
        foreach (string name in OfReview.Where(name => File.Exists(Path.Combine(folder, name))))
        {
            string file = Path.Combine(folder, name);
            int number = 1;
            while (File.Exists(Kept(number))) { number++; }
            File.Move(file, Kept(number));
            tell?.Invoke($"{file} is of the run that is replaced: it is kept as {Kept(number)}");

            string Kept(int old) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}.old-{old}{Path.GetExtension(name)}"));
        }
    }

    private static string Stage(string name) => Path.Combine(RunFolder.StageFolder, name + ".json");
}
