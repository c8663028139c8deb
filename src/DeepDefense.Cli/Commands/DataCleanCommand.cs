using System.CommandLine;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Review;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Commands;

/// <summary>A training set without the images that a scan flagged, or with labels that they should have had.</summary>
internal sealed class DataCleanCommand : WorkCommand
{
    private const string Layouts = "PNGs, one folder a class, or CIFAR-10's binary layout where the images are of 32 x 32 pixels";
    private readonly PathArgument _found = new("table", PathUse.Input) { Description = "The table that scan --out wrote, or scan.csv of a run of protect. [default: none, with --decisions]", Arity = ArgumentArity.ZeroOrOne };
    private readonly PathOption _decisions = new("--decisions", PathUse.Input) { Description = "Instead of the table: decisions.json of deepdefense review. Images that it calls poisoned are left out, or kept under the label that was chosen for them." };
    private readonly PathOption _train = new("--train", PathUse.InputSet) { Description = "The labelled set that was scanned.", Required = true };
    private readonly PathOption _teacher = new("--relabel", PathUse.Input) { Description = "A model that does not follow the trigger, such as the purified one: flagged images that it is sure of are kept under the label that it gives. [default: all are left out]" };
    private readonly Option<double?> _sure = new("--least-confidence") { Description = "Probability from which --relabel counts as sure, in (0, 1]. [default: 0.8]" };
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ContractOptions _contract;

    internal DataCleanCommand(Terminal terminal)
        : base("clean", "Writes a training set without the images that a scan flagged, or with other labels for them.", terminal)
    {
        Arguments.Add(_found);
        foreach (Option option in new Option[] { _train, _decisions, _teacher, _sure }) { Options.Add(option); }
        _common = new CommonOptions(this, $"Folder of the cleaned set, new or empty: {Layouts}. OUT.changes.csv lists what changed.", outRequired: true, use: PathUse.OutputSet);
        _data = new DataOptions(this);
        _contract = new ContractOptions(this);
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) => [new NamedPath("the list of changes of --out", Changes(parsed), PathUse.OutputFile)];

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        (string folder, string? teacher) = (_common.Out(parsed)!, parsed.GetValue(_teacher));
        (string? table, string? decisions) = (parsed.GetValue(_found), parsed.GetValue(_decisions));
        if (table is null == decisions is null) { throw new UsageException("data clean needs a table or --decisions, and not both"); }
        if (decisions is not null) { CommonOptions.Refuse(parsed, "is for a table; --decisions has labels of its own", _teacher); }
        if (teacher is null)
        {
            _contract.Refuse(parsed, "--relabel");
            CommonOptions.Refuse(parsed, "is for --relabel, which is not given", _sure);
            _common.RefuseWork(parsed, "is for --relabel, which is not given");
        }
        // Not in the size of the model: what is read is what is written.
        Dataset data = _data.LoadWhole(parsed.GetValue(_train)!, parsed, _common.Seed(parsed), Terminal, cancellation).Dataset;
        LabeledImages train = data.Train;
        RelabelledImage[] changes = decisions is not null ? Decisions.Read(decisions, train).Poisoned() : OfTable(parsed, table!, teacher, train, cancellation);
        LabeledImages cleaned = Relabelled(train, changes);
        RequireClasses(train, cleaned);
        Dataset written = data with { Train = cleaned };
        SetFolder.Make(folder, [cleaned, data.Test]);
        SetFolder.Save(folder, written, png: !Cifar10Binary.Fits(written), cancellation);
        ChangesCsv.Write(Changes(parsed), train, changes);
        int relabelled = changes.Count(change => change.To is not null);
        var result = new { Out = folder, Training = cleaned.Count, LeftOut = train.Count - cleaned.Count, Relabelled = relabelled, Changes = Changes(parsed) };
        if (_common.Json(parsed)) { Terminal.WriteJson(result); }
        else
        {
            Terminal.WriteLine($"{folder}: {result.Training} of {train.Count} training images; {result.LeftOut} flagged ones left out, {relabelled} relabelled, listed in {result.Changes}");
        }
        return ExitCode.Success;
    }

    private string Changes(ParseResult parsed) => Path.TrimEndingDirectorySeparator(_common.Out(parsed)!) + ".changes.csv";

    private RelabelledImage[] OfTable(ParseResult parsed, string table, string? teacher, LabeledImages train, CancellationToken cancellation)
    {
        int[] flagged = ScanCsv.Read(table, train).Flagged;
        return teacher is null || flagged.Length == 0
            ? [.. flagged.Select(image => new RelabelledImage(image, train.Labels[image], null, null))]
            : Relabel(parsed, teacher, train, flagged, cancellation);
    }

    private RelabelledImage[] Relabel(ParseResult parsed, string teacher, LabeledImages train, int[] flagged, CancellationToken cancellation)
    {
        Compute compute = _common.Compute(parsed);
        using Classifier model = _contract.Load(teacher, parsed, compute, train, Terminal);
        return Teacher.Relabel(model, train, flagged, Sure(parsed), compute, cancellation);
    }

    private double Sure(ParseResult parsed) => parsed.GetValue(_sure) switch
    {
        null => 0.8,
        > 0 and <= 1 and double sure => sure,
        double other => throw new UsageException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_sure.Name} {other}: must lie in (0, 1]")),
    };

    // Read again, later classes would have the numbers of earlier ones.
    private static void RequireClasses(LabeledImages train, LabeledImages cleaned)
    {
        HashSet<int> kept = [.. cleaned.Labels];
        foreach (int label in train.Labels)
        {
            if (kept.Contains(label)) { continue; }
            throw new InvalidDataException($"all images of the class {train.ClassNames[label]} are flagged, and none would be left of it: look at them, and take marks out of the table where they are wrong, or give --relabel");
        }
    }

    private static LabeledImages Relabelled(LabeledImages train, RelabelledImage[] changes)
    {
        int[] labels = train.Labels.ToArray();
        foreach (RelabelledImage change in changes) { labels[change.Index] = change.To ?? change.From; }
        HashSet<int> leftOut = [.. changes.Where(change => change.To is null).Select(change => change.Index)];
        return train.WithLabels(labels).Subset([.. Enumerable.Range(0, train.Count).Where(image => !leftOut.Contains(image))]);
    }
}
