using System.CommandLine;
using System.Globalization;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Commands;

/// <summary>Equation 1 on images and on what a trigger adds to them: Table 1.</summary>
internal sealed class CorrelateCommand : WorkCommand
{
    private readonly PathOption _data = new("--data", PathUse.InputSet) { Description = "A labelled set; its training part is used. [default: synthetic images]" };
    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;
    private readonly AttackOptions _attack;

    internal CorrelateCommand(Terminal terminal)
        : base("correlate", "Correlates the colour bands of images and of a trigger (equation 1).", terminal)
    {
        Options.Add(_data);
        _common = new CommonOptions(this, "File for the result (JSON). [default: none]", computes: false);
        _dataOptions = new DataOptions(this);
        _attack = new AttackOptions(this, "--trigger", poisoning: false);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_data) is null) { _dataOptions.Refuse(parsed); }
        Seed seed = _common.Seed(parsed);
        Trigger trigger = _attack.Trigger(parsed).CreateTrigger();
        LabeledImages images = parsed.GetValue(_data) is string path
            ? _dataOptions.OpenWhole(path, parsed, seed, Terminal, cancellation)
            : SyntheticImages.Create(new SyntheticOptions(), seed.For("synthetic")).Train;
        LabeledImages triggered = trigger.Apply(images);
        BandCorrelationReport intensity = BandCorrelation.OfImages(triggered);
        BandCorrelationReport whole = BandCorrelation.OfTrigger(images, triggered);
        BandCorrelationReport changed = BandCorrelation.OfTrigger(images, triggered, TriggerRegion.Changed);
        var result = new { Trigger = trigger.Name, Intensity = intensity, TriggerOverImage = whole, TriggerOverChangedPixels = changed };
        _common.Keep(parsed, result);
        if (_common.Json(parsed)) { Terminal.WriteJson(result); }
        else
        {
            Terminal.WriteTable([trigger.Name, "red-green", "red-blue", "green-blue", "images"],
                [Means("intensity", intensity), Medians("intensity, median", intensity), Means("trigger, whole image", whole), Means("trigger, changed pixels", changed)]);
        }
        return ExitCode.Success;
    }

    private static string[] Means(string name, BandCorrelationReport report) => Row(name, report.RedGreen, report.RedBlue, report.GreenBlue, report.Counted);

    private static string[] Medians(string name, BandCorrelationReport report) =>
        Row(name, report.Median?.RedGreen, report.Median?.RedBlue, report.Median?.GreenBlue, report.Counted);

    private static string[] Row(string name, double? redGreen, double? redBlue, double? greenBlue, int images) =>
        [name, Number(redGreen), Number(redBlue), Number(greenBlue), images.ToString(CultureInfo.InvariantCulture)];

    private static string Number(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "none";
}
