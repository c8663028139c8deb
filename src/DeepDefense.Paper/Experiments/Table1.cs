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
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        return new Reproduction(Name, lab.Profile.Title, "Correlation between colour bands", [.. PaperAttack.All.SelectMany(attack => Rows(lab, attack))],
        [
            $"{lab.Detection.Training.Count} images of {lab.Profile.Title}; the paper takes 10,000.",
            "Means over images, and medians of the images' own correlations: the paper does not say how it averages; a few flat images pull the mean down.",
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
        BandCorrelationReport intensity = BandCorrelation.OfImages(triggered), added = BandCorrelation.OfTrigger(clean, triggered);
        return
        [
            Row("intensity red-green", intensity.RedGreen), Row("intensity red-blue", intensity.RedBlue), Row("intensity green-blue", intensity.GreenBlue),
            Row("intensity red-green", intensity.Median?.RedGreen, " (median)"), Row("intensity red-blue", intensity.Median?.RedBlue, " (median)"),
            Row("intensity green-blue", intensity.Median?.GreenBlue, " (median)"),
            Row("trigger red-green", added.RedGreen), Row("trigger red-blue", added.RedBlue), Row("trigger green-blue", added.GreenBlue),
        ];

        Measurement Row(string published, double? value, string kind = "") => new(attack.Title, published + kind,
            PublishedNumbers.Find("table1", attack.Name, published), value, seconds);
    }
}
