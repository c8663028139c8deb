using DeepDefense.Evaluation;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>Table 4: how well the attacks work.</summary>
public sealed class Table4 : IExperiment
{
    /// <inheritdoc/>
    public string Name => "table4";

    /// <inheritdoc/>
    public Reproduction Run(IReadOnlyList<Laboratory> laboratories, string folder)
    {
        ArgumentNullException.ThrowIfNull(laboratories);
        return new Reproduction(Name, "Attack success rate and clean accuracy of the victims", [.. laboratories.SelectMany(Rows)],
            [.. laboratories.Select(VictimSettings.Of), .. laboratories.Select(EncoderSettings.Of)]);
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

            Measurement Row(string quantity, double? ours) => new(lab.Profile.Title, attack?.Title ?? "none", quantity,
                PublishedNumbers.Find("table4", lab.PublishedName, name, quantity), ours, victim.Seconds);
        }
    }
}
