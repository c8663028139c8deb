using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Protocol;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Commands;

/// <summary>A data set in, a poisoned one out, with the truth about it.</summary>
internal sealed class PoisonCommand : WorkCommand
{
    private readonly Option<string?> _data = new("--data") { Description = "A labelled set. [default: synthetic images]" };
    private readonly Option<string?> _format = new("--format") { Description = "CIFAR-10's binary layout, or a folder of PNGs a class. [default: cifar10 for images of 32 x 32, else folder]" };
    private readonly Option<double> _cleanFraction = new("--clean-fraction") { Description = "Share set aside for the defender, with --clean-out.", DefaultValueFactory = _ => 0.2 };
    private readonly Option<string?> _cleanOut = new("--clean-out") { Description = "Folder for the images set aside; without it none are." };
    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;
    private readonly AttackOptions _attack;

    internal PoisonCommand(Terminal terminal)
        : base("poison", "Poisons a training set, and writes it with a ground-truth manifest.", terminal)
    {
        _format.AcceptOnlyFromAmong("cifar10", "folder");
        foreach (Option option in new Option[] { _data, _format, _cleanFraction, _cleanOut }) { Options.Add(option); }
        _common = new CommonOptions(this, "Folder of the poisoned set.", outRequired: true);
        _dataOptions = new DataOptions(this);
        _attack = new AttackOptions(this, "--attack", poisoning: true);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        (TriggerOptions trigger, PoisonOptions options) = (_attack.Trigger(parsed), _attack.Poisoning(parsed));
        Seed seed = _common.Seed(parsed);
        Dataset data = parsed.GetValue(_data) is string path
            ? _dataOptions.Open(path, parsed, seed, Terminal, cancellation)
            : SyntheticImages.Create(new SyntheticOptions(), seed.For("synthetic"));
        (string folder, string? cleanFolder) = (_common.Out(parsed)!, parsed.GetValue(_cleanOut));
        bool png = parsed.GetValue(_format) is string format ? format == "folder" : !Cifar10Binary.Fits(data);
        LabeledImages training = data.Train;
        if (cleanFolder is not null)
        {
            (LabeledImages clean, training) = Demonstration.Split(data.Train, parsed.GetValue(_cleanFraction), seed);
            Save(cleanFolder, data with { Train = clean }, png, cancellation);
        }
        PoisonedImages poisoned = Poisoning.Poison(training, trigger.CreateTrigger(), options, seed.For("poisoning"));
        Save(folder, data with { Train = poisoned.Images }, png, cancellation);
        // A folder is read class by class; within one, in the order of the numbers.
        PoisonedImages written = png ? poisoned.Reorder(ClassOrder(poisoned.Images)) : poisoned;
        PoisonManifest.Of(written).Write(Path.Combine(folder, PoisonManifest.FileName));
        return Report(parsed, poisoned, training.Count, data.Train.Count - training.Count, folder);
    }

    private int Report(ParseResult parsed, PoisonedImages poisoned, int training, int clean, string folder)
    {
        if (_common.Json(parsed))
        {
            Terminal.WriteJson(new { Out = folder, Attack = poisoned.TriggerName, Training = training, Poisoned = poisoned.PoisonedCount, poisoned.Target, Clean = clean, Seed = _common.Seed(parsed).Value });
        }
        else
        {
            Terminal.WriteLine($"{folder}: {training} training images, {poisoned.PoisonedCount} of them poisoned ({poisoned.TriggerName}, target {poisoned.Target}); {clean} clean images set aside");
        }
        return ExitCode.Success;
    }

    private static void Save(string folder, Dataset data, bool png, CancellationToken cancellation)
    {
        if (png) { ImageFolder.Save(folder, data, cancellation); }
        else { Cifar10Binary.Save(folder, data, cancellation); }
    }

    private static int[] ClassOrder(LabeledImages images)
    {
        int[] labels = images.Labels.ToArray();
        return [.. Enumerable.Range(0, images.Count).OrderBy(i => images.ClassNames[labels[i]], StringComparer.Ordinal).ThenBy(i => i)];
    }
}
