using System.CommandLine;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Reporting;

namespace DeepDefense.Cli.Commands;

/// <summary>A training set without the images that a scan flagged, or with labels that they should have had.</summary>
internal sealed class DataCleanCommand : WorkCommand
{
    private const string Layouts = "in the layout of --train, or the nearest that is written; --format names another";
    private readonly Option<SetLayout?> _format = new("--format") { Description = "Layout of the cleaned set. [default: that of --train; arrays for MNIST's files, PNGs a folder a class for GTSRB and VGGFace2]" };
    private readonly CleaningOptions _cleaning;
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ContractOptions _contract;

    internal DataCleanCommand(Terminal terminal)
        : base("clean", "Writes a training set without the images that a scan flagged, or with other labels for them.", terminal)
    {
        _cleaning = new CleaningOptions(this);
        _format.AcceptNames();
        Options.Add(_format);
        _common = new CommonOptions(this, $"Folder of the cleaned set, new or empty: {Layouts}. OUT.changes.csv lists what changed.", outRequired: true, use: PathUse.OutputSet);
        _data = new DataOptions(this);
        _contract = new ContractOptions(this);
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) => [new NamedPath("the list of changes of --out", ChangesFile(parsed), PathUse.OutputFile)];

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = _common.Out(parsed)!;
        _cleaning.RefuseContradictions(parsed, _contract);
        if (_cleaning.Teacher(parsed) is null) { _common.RefuseWork(parsed, "is for --relabel, which is not given"); }
        // Not in the size of the model: what is read is what is written.
        LoadedDataset loaded = _data.LoadWhole(_cleaning.Train(parsed), parsed, _common.Seed(parsed), Terminal, cancellation);
        (Dataset data, SetLayout layout) = (loaded.Dataset, parsed.GetValue(_format) ?? SetWriter.NearestTo(loaded));
        LabeledImages train = data.Train;
        CleanedSet cleaned = _cleaning.Clean(parsed, train, _contract, () => _common.Compute(parsed), Terminal, cancellation);
        Dataset written = data with { Train = cleaned.Images };
        if (layout == SetLayout.Cifar10) { Cifar10Binary.RequireFit(written); }
        SetFolder.Make(folder, [cleaned.Images, data.Test]);
        SetWriter.Save(layout, folder, written, cancellation);
        ChangesCsv.Write(ChangesFile(parsed), train, cleaned.Changes);
        var result = new { Out = folder, Training = cleaned.Images.Count, cleaned.LeftOut, cleaned.Relabelled, cleaned.Undecided, Changes = ChangesFile(parsed) };
        if (_common.Json(parsed)) { Terminal.WriteJson(result); }
        else { Terminal.WriteLine($"{folder}: {result.Training} of {train.Count} training images; {cleaned.Told}; changes are listed in {result.Changes}. What was not found stays in the set"); }
        return ExitCode.Success;
    }

    private string ChangesFile(ParseResult parsed) => Path.TrimEndingDirectorySeparator(_common.Out(parsed)!) + ".changes.csv";
}
