using System.CommandLine;
using System.Globalization;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Protocol;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Commands;

/// <summary>A data set in, a poisoned one out, with the truth about it.</summary>
internal sealed class PoisonCommand : WorkCommand
{
    private readonly PathOption _data = new("--data", PathUse.InputSet) { Description = "A labelled set. [default: synthetic images]" };
    private readonly Option<SetLayout?> _format = new("--format") { Description = "Layout of the poisoned set, as of data convert --to. [default: cifar10 for images of 32 x 32, else folder]" };
    private readonly Option<double> _cleanFraction = new("--clean-fraction") { Description = "Share set aside for the defender, with --clean-out.", DefaultValueFactory = _ => 0.2 };
    private readonly PathOption _cleanOut = new("--clean-out", PathUse.OutputSet) { Description = "Folder for the images set aside, new or empty; without it none are." };
    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;
    private readonly AttackOptions _attack;

    internal PoisonCommand(Terminal terminal)
        : base("poison", "Poisons a training set, and writes it with a ground-truth manifest.", terminal)
    {
        _format.AcceptNames();
        foreach (Option option in new Option[] { _data, _format, _cleanFraction, _cleanOut }) { Options.Add(option); }
        _common = new CommonOptions(this, "Folder of the poisoned set; new or empty.", outRequired: true, computes: false, use: PathUse.OutputSet);
        _dataOptions = new DataOptions(this);
        _attack = new AttackOptions(this, "--attack", poisoning: true);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        (TriggerOptions trigger, PoisonOptions options) = (_attack.Trigger(parsed), _attack.Poisoning(parsed));
        Seed seed = _common.Seed(parsed);
        string folder = _common.Out(parsed)!;
        string? cleanFolder = CleanFolder(parsed);
        Dataset data = Read(parsed, seed, cancellation);
        options = _attack.WithClasses(options, parsed, data.Train.ClassNames);
        SetLayout layout = parsed.GetValue(_format) ?? (Cifar10Binary.Fits(data) ? SetLayout.Cifar10 : SetLayout.Folder);
        if (layout == SetLayout.Cifar10) { Cifar10Binary.RequireFit(data); }
        (data, options) = AsRead(layout, data, options);
        (LabeledImages? clean, LabeledImages training) = cleanFolder is null ? (null, data.Train) : Demonstration.Split(data.Train, parsed.GetValue(_cleanFraction), seed);
        PoisonedImages poisoned = Poisoning.Poison(training, trigger.CreateTrigger(), options, seed.For("poisoning"));
        if (clean is not null) { SetFolder.Make(cleanFolder!, [clean, data.Test]); }
        SetFolder.Make(folder, [poisoned.Images, data.Test]);
        if (clean is not null) { SetWriter.Save(layout, cleanFolder!, data with { Train = clean }, cancellation); }
        SetWriter.Save(layout, folder, data with { Train = poisoned.Images }, cancellation);
        // A folder is read class by class; within one, in the order of the numbers.
        PoisonedImages written = layout == SetLayout.Folder ? poisoned.Reorder(ClassOrder(poisoned.Images)) : poisoned;
        PoisonManifest.Of(written).Write(Path.Combine(folder, PoisonManifest.FileName));
        return Report(parsed, poisoned, training.Count, data.Train.Count - training.Count, folder);
    }

    private string? CleanFolder(ParseResult parsed)
    {
        string? cleanFolder = parsed.GetValue(_cleanOut);
        if (cleanFolder is null) { CommonOptions.Refuse(parsed, "is for --clean-out, which is not given", _cleanFraction); }
        return cleanFolder;
    }

    private Dataset Read(ParseResult parsed, Seed seed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_data) is string path) { return _dataOptions.Open(path, parsed, seed, Terminal, cancellation); }
        _dataOptions.Refuse(parsed);
        return SyntheticImages.Create(new SyntheticOptions(), seed.For("synthetic"));
    }

    // Classes of a folder or a table are numbered anew when it is read; targets and sources stay the classes that they are.
    private static (Dataset Data, PoisonOptions Options) AsRead(SetLayout layout, Dataset data, PoisonOptions options)
    {
        Dataset read = SetWriter.AsRead(layout, data);
        if (read == data) { return (data, options); }
        IReadOnlyList<string> names = data.Train.ClassNames;
        List<string> namesRead = [.. read.Train.ClassNames];
        int Renumbered(string option, int label) => (label < names.Count ? namesRead.IndexOf(names[label]) : -1) is >= 0 and int number
            ? number
            : throw new UsageException($"{option} {label}: no class with training images; there are {names.Count} classes, from 0 on");
        ClassList? AllRenumbered(string option, ClassList? labels) =>
            labels is null ? null : new ClassList([.. labels.Classes.ToArray().Select(label => Renumbered(option, label))]);
        return (read, options with
        {
            Target = options.LabelAttack == LabelAttack.AllToAll ? options.Target : Renumbered("--target", options.Target),
            FurtherTargets = AllRenumbered("--further-target", options.FurtherTargets),
            SourceClasses = AllRenumbered("--source-class", options.SourceClasses),
        });
    }

    private int Report(ParseResult parsed, PoisonedImages poisoned, int training, int clean, string folder)
    {
        int? target = poisoned.Options.LabelAttack == LabelAttack.AllToAll ? null : poisoned.Target;
        int covers = poisoned.CoverIndices.Length;
        if (_common.Json(parsed))
        {
            Terminal.WriteJson(new { Out = folder, Attack = poisoned.TriggerName, Training = training, Poisoned = poisoned.PoisonedCount, Covers = covers, Target = target, Clean = clean, Seed = _common.Seed(parsed).Value });
        }
        else
        {
            string aim = target is int label ? string.Create(CultureInfo.InvariantCulture, $"target {label}") : "all to all";
            Terminal.WriteLine($"{folder}: {training} training images, {poisoned.PoisonedCount} of them poisoned ({poisoned.TriggerName}, {aim}){(covers > 0 ? $" and {covers} covers" : "")}; {clean} clean images set aside");
        }
        return ExitCode.Success;
    }

    private static int[] ClassOrder(LabeledImages images)
    {
        int[] labels = images.Labels.ToArray();
        return [.. Enumerable.Range(0, images.Count).OrderBy(i => labels[i]).ThenBy(i => i)];
    }
}
