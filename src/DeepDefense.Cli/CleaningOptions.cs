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
    private readonly Option<bool> _keepUndecided = new("--keep-undecided") { Description = "With --decisions: images with a score at or above the threshold on which nobody decided are kept. [default: they are refused]" };
    private readonly PathOption _train = new("--train", PathUse.InputSet) { Description = "The labelled set that was scanned.", Required = true };
    private readonly PathOption _teacher = new("--relabel", PathUse.Input) { Description = "A model that does not follow the trigger, such as the purified one: flagged images that it is sure of are kept under the label that it gives. [default: all are left out]" };
    private readonly Option<double?> _sure = new("--least-confidence") { Description = "Probability from which --relabel counts as sure, in (0, 1]. [default: 0.8]" };

    internal CleaningOptions(Command command)
    {
        command.Arguments.Add(_found);
        foreach (Option option in new Option[] { _train, _decisions, _keepUndecided, _teacher, _sure }) { command.Options.Add(option); }
    }

    /// <summary>The set that was scanned.</summary>
    internal string Train(ParseResult parsed) => parsed.GetValue(_train)!;

    /// <summary>The model that gives other labels, or null: flagged images are left out.</summary>
    internal string? Teacher(ParseResult parsed) => parsed.GetValue(_teacher);

    /// <summary>Refuses options that contradict each other: a table and decisions together, and what is for one that is not given.</summary>
    internal void RefuseContradictions(ParseResult parsed, ContractOptions contract)
    {
        bool isDecided = parsed.GetValue(_decisions) is not null;
        if (parsed.GetValue(_found) is not null == isDecided) { throw new UsageException($"a table or {_decisions.Name} is needed, and not both"); }
        if (isDecided) { CommonOptions.Refuse(parsed, $"is for a table; {_decisions.Name} has labels of its own", _teacher, _sure); }
        else { CommonOptions.Refuse(parsed, $"is for {_decisions.Name}, which is not given", _keepUndecided); }
        if (Teacher(parsed) is not null) { return; }
        contract.Refuse(parsed, _teacher.Name);
        CommonOptions.Refuse(parsed, $"is for {_teacher.Name}, which is not given", _sure);
    }

    /// <summary>Leaves out, or gives another label to, what was flagged or called poisoned.</summary>
    /// <exception cref="InvalidDataException">Nothing would be left of a class: read again, later ones would have the numbers of earlier ones.
    /// Or suspicious images are undecided, and nobody said that they are kept.</exception>
    internal CleanedSet Clean(ParseResult parsed, LabeledImages train, ContractOptions contract, Func<Compute> computeOf, Terminal terminal, CancellationToken cancellation)
    {
        if (parsed.GetValue(_decisions) is not string path)
        {
            RelabelledImage[] flagged = Flagged(parsed, train, contract, computeOf, terminal, cancellation);
            return new CleanedSet(Without(flagged, train, "are flagged", "take marks out of the table where they are wrong, or give --relabel"), flagged, null);
        }
        Decisions decisions = Decisions.Read(path, train);
        int undecided = decisions.Undecided();
        if (undecided > 0 && !parsed.GetValue(_keepUndecided))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}: {undecided} images with a score at or above the threshold {decisions.Threshold:0.####} are undecided, and would be kept: decide on them with deepdefense review (the key P calls them all poisoned), or give {_keepUndecided.Name}"));
        }
        RelabelledImage[] poisoned = decisions.Poisoned();
        return new CleanedSet(Without(poisoned, train, "are called poisoned", "call some of them clean with deepdefense review, or give them another label"), poisoned, undecided);
    }

    private RelabelledImage[] Flagged(ParseResult parsed, LabeledImages train, ContractOptions contract, Func<Compute> computeOf, Terminal terminal, CancellationToken cancellation)
    {
        int[] flagged = ScanCsv.Read(parsed.GetValue(_found)!, train).Flagged;
        if (Teacher(parsed) is not string teacher || flagged.Length == 0) { return [.. flagged.Select(image => new RelabelledImage(image, train.Labels[image], null, null))]; }
        Compute compute = computeOf();
        using Classifier model = contract.Load(teacher, parsed, compute, train, terminal);
        return Mitigation.Relabelling.Teacher.Relabel(model, train, flagged, Sure(parsed), compute, cancellation);
    }

    private static LabeledImages Without(RelabelledImage[] changes, LabeledImages train, string found, string remedy)
    {
        int[] labels = train.Labels.ToArray();
        foreach (RelabelledImage change in changes) { labels[change.Index] = change.To ?? change.From; }
        HashSet<int> leftOut = [.. changes.Where(change => change.To is null).Select(change => change.Index)];
        LabeledImages cleaned = train.WithLabels(labels).Subset([.. Enumerable.Range(0, train.Count).Where(image => !leftOut.Contains(image))]);
        HashSet<int> kept = [.. cleaned.Labels];
        foreach (int label in train.Labels)
        {
            if (!kept.Contains(label)) { throw new InvalidDataException($"all images of the class {train.ClassNames[label]} {found}, and none would be left of it: look at them, and {remedy}"); }
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
