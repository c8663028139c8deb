using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;

namespace DeepDefense.Cli;

/// <summary>The option that says what is poisoned in a set, for measuring only: nothing is found by it.</summary>
internal sealed class TruthOption
{
    private readonly PathOption _truth = new("--truth", PathUse.Input) { Description = "What is poisoned, to measure by: a poison.json, backdoor-toolbox's poison_indices or BackdoorBench's attack_result.pt. [default: the poison.json of the set, where there is one]" };

    internal TruthOption(Command command) => command.Options.Add(_truth);

    /// <summary>The file, or null: none is named.</summary>
    internal string? File(ParseResult parsed) => parsed.GetValue(_truth);

    /// <summary>Refuses it where nothing is measured.</summary>
    internal void Refuse(ParseResult parsed, string reason) => CommonOptions.Refuse(parsed, reason, _truth);

    /// <summary>The truth about a training set, from the file that is named, else from the manifest in its folder, where there is one.</summary>
    /// <exception cref="PoisonManifestException">The file that is named is of another set.</exception>
    internal KnownPoison? Of(ParseResult parsed, string set, LabeledImages training, Terminal terminal)
    {
        if (File(parsed) is not string file) { return InFolder(set, training, terminal); }
        if (IsManifest(file)) { return Of(PoisonManifest.Read(file).GroundTruthOf(training, file)); }
        PoisonIndexFile named = PoisonIndexFile.Read(file);
        PoisonMarks marks = named.MarksOf(training);
        if (marks.PoisonedCount < named.Poisoned.Count) { terminal.Say($"{file}: {named.Poisoned.Count - marks.PoisonedCount} of its {named.Poisoned.Count} numbers are of no image that was read"); }
        return new KnownPoison(marks, Attack: null);
    }

    /// <summary>The truth about a training set, where the folder has a manifest. Of images that were resized, drawn or left out it
    /// says nothing: that is said, and the truth is not known.</summary>
    internal static KnownPoison? InFolder(string set, LabeledImages training, Terminal terminal)
    {
        string manifest = Path.Combine(DataOptions.FolderOf(set), PoisonManifest.FileName);
        if (!System.IO.File.Exists(manifest)) { return null; }
        PoisonManifest written = PoisonManifest.Read(manifest);
        try { return Of(written.GroundTruthOf(training, manifest)); }
        catch (PoisonManifestException) // of another set; a damaged manifest was refused above
        {
            terminal.Say($"{manifest}: was written for {written.TrainingCount} images that are not these {training.Count} as they were read (resized, drawn, left out or changed): what is poisoned counts as unknown");
            return null;
        }
    }

    private static KnownPoison Of(PoisonedImages attack) => new(attack.Marks, attack);

    private static bool IsManifest(string file) => Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase);
}
