using DeepDefense.Evaluation;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>Table 4: how well the attacks work.</summary>
public sealed class Table4 : IExperiment
{
    /// <inheritdoc/>
    public string Name => "table4";

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        return new Reproduction(Name, lab.Profile.Title, "Attack success rate and clean accuracy of the victims", [.. Rows(lab)],
            [VictimSettings.Of(lab), EncoderSettings.Of(lab)]);
    }

    private static IEnumerable<Measurement> Rows(Laboratory lab)
    {
        foreach (PaperAttack? attack in PaperAttack.All.Append(null))
        {
            Cached<string> victim = lab.Victim(attack);
            ModelMetrics metrics = lab.Metrics(victim, attack).Value;
            string name = attack?.Name ?? "none";
            if (attack is not null) { yield return Row("ASR", metrics.AttackSuccessRate); }
            yield return Row("CA", metrics.CleanAccuracy);
            if (attack is not null) { yield return Row("RA", metrics.RobustAccuracy); }

            Measurement Row(string quantity, double? ours) => new(attack?.Title ?? "none", quantity,
                PublishedNumbers.Find("table4", lab.PublishedName, name, quantity), ours, victim.Seconds);
        }
    }
}
