using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;

namespace DeepDefense.Paper.Experiments;

/// <summary>Table 1: how strongly colour bands correlate, in triggered images and in what the trigger added (equation
/// 1).</summary>
public sealed class Table1 : IExperiment
{
    /// <inheritdoc/>
    public string Name => "table1";

    /// <inheritdoc/>
    public Reproduction Run(IReadOnlyList<Laboratory> laboratories, string folder)
    {
        ArgumentNullException.ThrowIfNull(laboratories);
        Laboratory lab = laboratories[0];
        return new Reproduction(Name, "Correlation between colour bands", [.. PaperAttack.All.SelectMany(attack => Rows(lab, attack))],
        [
            $"{lab.Detection.Training.Count} images of {lab.Profile.Title}; the paper takes 10,000.",
            "A band of one value has no correlation; such images are left out.",
            EncoderSettings.Of(lab),
            "Trigger: x' - x over all pixels. The paper does not say what it correlates; its BadNets row cannot come from x' - x, "
                + "which is 0 in all bands outside the patch.",
        ]);
    }

    private static IEnumerable<Measurement> Rows(Laboratory lab, PaperAttack attack)
    {
        (TriggerOptions trigger, _, double seconds) = lab.Trigger(attack);
        LabeledImages clean = lab.Detection.Training, triggered = trigger.CreateTrigger().Apply(clean);
        foreach ((string what, BandCorrelationReport report) in new[]
        {
            ("intensity", BandCorrelation.OfImages(triggered)), ("trigger", BandCorrelation.OfTrigger(clean, triggered)),
        })
        {
            foreach ((string pair, double? value) in new[]
            {
                ("red-green", report.RedGreen), ("red-blue", report.RedBlue), ("green-blue", report.GreenBlue),
            })
            {
                string quantity = $"{what} {pair}";
                yield return new Measurement(lab.Profile.Title, attack.Title, quantity, PublishedNumbers.Find("table1", attack.Name, quantity), value, seconds);
            }
        }
    }
}
