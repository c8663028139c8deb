using System.CommandLine;
using System.Globalization;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Review;
using DeepDefense.Torch;

namespace DeepDefense.Cli;

/// <summary>Options that say which images of a scanned set are left out, and which are kept under another label.</summary>
internal sealed class CleaningOptions
{
    private readonly PathArgument _found = new("table", PathUse.Input) { Description = "The table that scan --out wrote, or scan.csv of a run of protect. [default: none, with --decisions]", Arity = ArgumentArity.ZeroOrOne };
    private readonly PathOption _decisions = new("--decisions", PathUse.Input) { Description = "Instead of the table: decisions.json of deepdefense review. Images that it calls poisoned are left out, or kept under the label that was chosen for them." };
    private readonly PathOption _train = new("--train", PathUse.InputSet) { Description = "The labelled set that was scanned.", Required = true };
    private readonly PathOption _teacher = new("--relabel", PathUse.Input) { Description = "A model that does not follow the trigger, such as the purified one: flagged images that it is sure of are kept under the label that it gives. [default: all are left out]" };
    private readonly Option<double?> _sure = new("--least-confidence") { Description = "Probability from which --relabel counts as sure, in (0, 1]. [default: 0.8]" };

    internal CleaningOptions(Command command)
    {
        command.Arguments.Add(_found);
        foreach (Option option in new Option[] { _train, _decisions, _teacher, _sure }) { command.Options.Add(option); }
    }

    /// <summary>The set that was scanned.</summary>
    internal string Train(ParseResult parsed) => parsed.GetValue(_train)!;

    /// <summary>The model that gives other labels, or null: flagged images are left out.</summary>
    internal string? Teacher(ParseResult parsed) => parsed.GetValue(_teacher);

    /// <summary>Refuses what is for a model where none is given, and a table and decisions together.</summary>
    internal void Require(ParseResult parsed, ContractOptions contract)
    {
        bool isDecided = parsed.GetValue(_decisions) is not null;
        if (parsed.GetValue(_found) is not null == isDecided) { throw new UsageException($"a table or {_decisions.Name} is needed, and not both"); }
        if (isDecided) { CommonOptions.Refuse(parsed, $"is for a table; {_decisions.Name} has labels of its own", _teacher, _sure); }
        if (Teacher(parsed) is not null) { return; }
        contract.Refuse(parsed, _teacher.Name);
        CommonOptions.Refuse(parsed, $"is for {_teacher.Name}, which is not given", _sure);
    }

    /// <summary>What becomes of each flagged image.</summary>
    internal RelabelledImage[] Changes(ParseResult parsed, LabeledImages train, ContractOptions contract, CommonOptions common, Terminal terminal, CancellationToken cancellation)
    {
        if (parsed.GetValue(_decisions) is string decisions) { return Decisions.Read(decisions, train).Poisoned(); }
        int[] flagged = ScanCsv.Read(parsed.GetValue(_found)!, train).Flagged;
        if (Teacher(parsed) is not string teacher || flagged.Length == 0) { return [.. flagged.Select(image => new RelabelledImage(image, train.Labels[image], null, null))]; }
        Compute compute = common.Compute(parsed);
        using Classifier model = contract.Load(teacher, parsed, compute, train, terminal);
        return Mitigation.Relabelling.Teacher.Relabel(model, train, flagged, Sure(parsed), compute, cancellation);
    }

    /// <summary>The set without what is left out.</summary>
    /// <exception cref="InvalidDataException">Nothing would be left of a class: read again, later ones would have the numbers of earlier ones.</exception>
    internal static LabeledImages Cleaned(LabeledImages train, RelabelledImage[] changes)
    {
        int[] labels = train.Labels.ToArray();
        foreach (RelabelledImage change in changes) { labels[change.Index] = change.To ?? change.From; }
        HashSet<int> leftOut = [.. changes.Where(change => change.To is null).Select(change => change.Index)];
        LabeledImages cleaned = train.WithLabels(labels).Subset([.. Enumerable.Range(0, train.Count).Where(image => !leftOut.Contains(image))]);
        HashSet<int> kept = [.. cleaned.Labels];
        foreach (int label in train.Labels)
        {
            if (kept.Contains(label)) { continue; }
            throw new InvalidDataException($"all images of the class {train.ClassNames[label]} are flagged, and none would be left of it: look at them, and take marks out of the table where they are wrong, or give --relabel");
        }
        return cleaned;
    }

    private double Sure(ParseResult parsed) => parsed.GetValue(_sure) switch
    {
        null => Mitigation.Relabelling.Teacher.SureFrom,
        > 0 and <= 1 and double sure => sure,
        double other => throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{_sure.Name} {other}: must lie in (0, 1]")),
    };
}
