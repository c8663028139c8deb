using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>Figure 3: the same images under each attack, and what each changed.</summary>
public sealed class Figure3 : IExperiment
{
    private const int Images = 10;
    private const int Scale = 2;
    private const int Gap = 4;

    /// <inheritdoc/>
    public string Name => "figure3";

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        return new Reproduction(Name, lab.Profile.Title, "Poisoned samples", [],
            [
                "Rows: clean; then for BadNets, Blend and SSBA the triggered images and their difference, amplified around grey.",
                EncoderSettings.Of(lab),
            ])
        {
            Pictures = [Draw(lab, folder)],
        };
    }

    private string Draw(Laboratory lab, string folder)
    {
        int[] first = [.. Enumerable.Range(0, Math.Min(Images, lab.Detection.Test.Count))];
        LabeledImages clean = lab.Detection.Test.Subset(first);
        List<IReadOnlyList<RgbImage>> rows = [[.. first.Select(clean.ToImage)]];
        foreach (PaperAttack attack in PaperAttack.All)
        {
            LabeledImages triggered = lab.Trigger(attack).Options.CreateTrigger().Apply(clean);
            rows.Add([.. first.Select(triggered.ToImage)]);
            rows.Add([.. first.Select(i => Residual.Of(clean.ToImage(i), triggered.ToImage(i)))]);
        }
        string picture = Reproduction.FileStem(Name, lab.Profile.Title) + ".png";
        ImageFile.WritePng(Path.Combine(folder, picture), ContactSheet.Compose(rows, Scale, Gap));
        return picture;
    }
}
