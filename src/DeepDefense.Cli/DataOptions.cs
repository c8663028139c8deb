using System.CommandLine;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>How labelled sets are read, alike in every command.</summary>
internal sealed class DataOptions
{
    // Sets have a few images twice.
    private const double MostShared = 0.05;

    private const int MostListed = 20;

    private readonly Option<int?> _size = new("--image-size") { Description = "Resize every image to this side, in pixels. [default: what --model says it takes, where there is one; else as stored, VGGFace2 64, GTSRB 32]" };
    private readonly Option<bool> _skipBad = new("--skip-bad") { Description = "Leave bad files out and list them, instead of failing; scan and protect then end with exit code 2: incomplete. Files of a kind that is not read, such as TIFF, are listed either way." };

    private readonly Option<int?> _classes = new("--classes") { Description = "Draw this many classes, of any layout but CIFAR's. [default: all]" };
    private readonly Option<int?> _trainPerClass = new("--train-per-class") { Description = "Draw at most this many training images a class. [default: all]" };
    private readonly Option<int?> _testPerClass = new("--test-per-class") { Description = "Draw at most this many test images a class. [default: all]" };

    private readonly Option<string?> _imageColumn = new("--image-column") { Description = "The column of the images in Parquet. [default: the one that is known by its type or name]" };
    private readonly Option<string?> _labelColumn = new("--label-column") { Description = "The column of the classes in Parquet, a manifest or a table of metadata, and the field in JSON of a tar. [default: label, or the one that is known by its type]" };

    private readonly Option[] _all;
    private readonly PathOption _cache = new("--cache", PathUse.OutputStore) { Description = "Folder for decoded images, which the next command finds there. [default: none; what the memory does not hold goes to a temporary file]" };

    /// <param name="command">The command that gets them.</param>
    /// <param name="asStored">Whether images are looked at as they are stored: neither resized nor kept.</param>
    internal DataOptions(Command command, bool asStored = false)
    {
        Option[] resized = [_size, _cache];
        _all = [_skipBad, _classes, _trainPerClass, _testPerClass, _imageColumn, _labelColumn, .. asStored ? [] : resized];
        foreach (Option option in _all) { command.Options.Add(option); }
    }

    /// <summary>Refuses all of them where no set is read.</summary>
    internal void Refuse(ParseResult parsed) => CommonOptions.Refuse(parsed, "is for --data, which is not given: images are synthetic", _all);

    /// <summary>How the command line asks a set to be read.</summary>
    internal DatasetOptions Options(ParseResult parsed) => new()
    {
        Size = parsed.GetValue(_size),
        SkipBad = parsed.GetValue(_skipBad),
        ClassCount = parsed.GetValue(_classes),
        TrainPerClass = parsed.GetValue(_trainPerClass),
        TestPerClass = parsed.GetValue(_testPerClass),
        CacheFolder = parsed.GetValue(_cache),
        ImageColumn = parsed.GetValue(_imageColumn),
        LabelColumn = parsed.GetValue(_labelColumn),
    };

    /// <summary>The seed that sets are read by, of a command's.</summary>
    internal static Seed SeedOf(Seed seed) => seed.For("data");

    /// <summary>How the command line asks sets for a model to be read: without a declared size in that of the model, where
    /// its file says so and it is square.</summary>
    internal DatasetOptions OptionsFor(string model, InputContract contract, ParseResult parsed) =>
        parsed.GetValue(_size) is null ? OptionsFor(Classifier.ImageSizeOf(model, contract), parsed) : Options(parsed);

    /// <summary>How the command line asks sets to be read: without a declared size in that of a model, where it is known and square.</summary>
    internal DatasetOptions OptionsFor(ImageSize? model, ParseResult parsed)
    {
        DatasetOptions options = Options(parsed);
        return options.Size is null && model is { } size && size.Height == size.Width ? options with { Size = size.Height } : options;
    }

    /// <summary>Reads a set, of which a part is drawn as test images where it has none, and says what was left out.</summary>
    internal Dataset Open(string path, ParseResult parsed, Seed seed, Terminal terminal, CancellationToken cancellation) =>
        Load(path, Options(parsed), seed, terminal, cancellation).Dataset;

    /// <summary>Reads a set whole, says what was left out, and keeps it: where it has no test images none are drawn, so
    /// that no image escapes.</summary>
    internal LoadedDataset LoadWhole(string path, ParseResult parsed, Seed seed, Terminal terminal, CancellationToken cancellation) =>
        LoadWhole(path, Options(parsed), seed, terminal, cancellation);

    /// <inheritdoc cref="LoadWhole(string, ParseResult, Seed, Terminal, CancellationToken)"/>
    internal static LoadedDataset LoadWhole(string path, DatasetOptions options, Seed seed, Terminal terminal, CancellationToken cancellation) =>
        Load(path, options with { TestFraction = 0 }, seed, terminal, cancellation);

    /// <summary>Reads all training images of a set, as LoadWhole does.</summary>
    internal LabeledImages OpenWhole(string path, ParseResult parsed, Seed seed, Terminal terminal, CancellationToken cancellation) =>
        LoadWhole(path, parsed, seed, terminal, cancellation).Dataset.Train;

    /// <summary>Reads a set, and says what was left out.</summary>
    internal static LoadedDataset Load(string path, DatasetOptions options, Seed seed, Terminal terminal, CancellationToken cancellation)
    {
        LoadedDataset Read(IProgress<double>? progress) => DatasetLoader.Open(path, options, SeedOf(seed), progress, cancellation);
        // Whoever asks for a cache has many images, and waits.
        LoadedDataset loaded = options.CacheFolder is null
            ? Read(null)
            : terminal.WithProgress(progress => Read(progress.ForShare("read")));
        SaySkipped(path, loaded.Skipped, terminal);
        if (loaded.Dataset.Train is { Count: > 0 } train && train.IsGrey()) { terminal.Say($"{path}: all images are grey (three equal bands): what a trigger leaves between the colour bands is not there to be seen, and a detector has one band instead of three"); }
        return loaded;
    }

    /// <summary>Refuses clean images that are in the training set too: what learns from the poison as clean, or is calibrated on it, sees
    /// none. And those that are among the test images: what is measured on what it learned from looks better than it is.</summary>
    /// <exception cref="UsageException">More than a few are.</exception>
    internal static void RefuseOverlap(LabeledImages train, LabeledImages clean, Terminal terminal, LabeledImages? test = null)
    {
        int tested = test is null ? 0 : clean.CountSharedWith(test);
        if (tested > MostShared * clean.Count)
        {
            throw new UsageException($"--clean: {tested} of its {clean.Count} images are among the {test!.Count} test images too, and the model would be measured on what it is purified with; give other clean images, or take the test images out of --train: then a fifth of --clean is set aside to measure on");
        }
        if (tested > 0) { terminal.Say($"{tested} of the {clean.Count} clean images are among the test images too"); }
        int shared = clean.CountSharedWith(train);
        if (shared > MostShared * clean.Count)
        {
            throw new UsageException($"--clean: {shared} of its {clean.Count} images are in --train too; they must be others, known to be clean");
        }
        if (shared > 0) { terminal.Say($"{shared} of the {clean.Count} clean images are in the training set too"); }
    }

    /// <summary>Lists what was not read; of many, the first.</summary>
    internal static void SaySkipped(string path, IReadOnlyList<SkippedFile> skipped, Terminal terminal)
    {
        foreach (SkippedFile file in skipped.Take(MostListed)) { terminal.Say($"not read: {file.Path}: {file.Reason}"); }
        if (skipped.Count > MostListed) { terminal.Say($"and {skipped.Count - MostListed} more that are not read"); }
        if (skipped.Count > 0) { terminal.Say($"{skipped.Count} files or records not read in {path}"); }
    }

    /// <summary>The folder that a set lies in: of a manifest or another file, the one around it.</summary>
    internal static string FolderOf(string path) => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
}
