using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Cli;

/// <summary>How labelled sets are read, alike in every command.</summary>
internal sealed class DataOptions
{
    private readonly Option<int?> _size = new("--image-size") { Description = "Resize every image to this side, in pixels. [default: as stored; VGGFace2 64]" };
    private readonly Option<bool> _skipBad = new("--skip-bad") { Description = "Leave bad files out and list them, instead of failing; scan and protect then end with exit code 2: incomplete." };

    private readonly Option<int?> _classes = new("--classes") { Description = "Draw this many classes of a folder of images. [default: all]" };
    private readonly Option<int?> _trainPerClass = new("--train-per-class") { Description = "Draw at most this many training images a class. [default: all]" };
    private readonly Option<int?> _testPerClass = new("--test-per-class") { Description = "Draw at most this many test images a class. [default: all]" };

    internal DataOptions(Command command)
    {
        foreach (Option option in new Option[] { _size, _skipBad, _classes, _trainPerClass, _testPerClass }) { command.Options.Add(option); }
    }

    /// <summary>Reads a set and says what was left out.</summary>
    internal Dataset Open(string path, ParseResult parsed, Seed seed, Terminal terminal, CancellationToken cancellation) =>
        Load(path, parsed, seed, terminal, cancellation).Dataset;

    /// <summary>Reads a set, says what was left out, and keeps it.</summary>
    internal LoadedDataset Load(string path, ParseResult parsed, Seed seed, Terminal terminal, CancellationToken cancellation)
    {
        DatasetOptions options = new()
        {
            Size = parsed.GetValue(_size),
            SkipBad = parsed.GetValue(_skipBad),
            ClassCount = parsed.GetValue(_classes),
            TrainPerClass = parsed.GetValue(_trainPerClass),
            TestPerClass = parsed.GetValue(_testPerClass),
        };
        LoadedDataset loaded = DatasetLoader.Open(path, options, seed.For("data"), null, cancellation);
        foreach (SkippedFile file in loaded.Skipped) { terminal.Say($"skipped {file.Path}: {file.Reason}"); }
        if (loaded.Skipped.Count > 0) { terminal.Say($"{loaded.Skipped.Count} bad files skipped in {path}"); }
        return loaded;
    }

    /// <summary>The truth about a training set, where the folder has a manifest.</summary>
    internal static PoisonedImages? TruthOf(string path, LabeledImages training)
    {
        string manifest = Path.Combine(path, PoisonManifest.FileName);
        return File.Exists(manifest) ? PoisonManifest.Read(manifest).GroundTruthOf(training, manifest) : null;
    }
}
