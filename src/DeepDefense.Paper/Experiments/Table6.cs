using DeepDefense.Evaluation;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;

namespace DeepDefense.Paper.Experiments;

/// <summary>Table 6: what is left of the attacks, and of the accuracy, after each defence.</summary>
public sealed class Table6 : IExperiment
{
    /// <inheritdoc/>
    public string Name => "table6";

    /// <inheritdoc/>
    public Reproduction Run(IReadOnlyList<Laboratory> laboratories, string folder)
    {
        ArgumentNullException.ThrowIfNull(laboratories);
        return new Reproduction(Name, "Victims after each defence", [.. laboratories.SelectMany(Rows)],
        [
            .. laboratories.Select(VictimSettings.Of),
            "FP: 60 % of the last convolution, as the paper says; it mentions no fine-tuning. ABL: T and T_te of the paper times "
                + string.Join(", ", laboratories.Select(lab => $"{lab.Profile.AntiBackdoorLearning.TurningEpoch} of {lab.Profile.AntiBackdoorLearning.TurningEpoch + lab.Profile.AntiBackdoorLearning.FineTuningEpochs} epochs ({lab.Profile.Title})")) + ".",
            "unlearning: the bounded objective, default options; equation 5: as written, without a bound. Both with at most 4 % isolated (rho).",
        ]);
    }

    private static IEnumerable<Measurement> Rows(Laboratory lab)
    {
        Defences defences = new(lab);
        foreach (PaperAttack? attack in PaperAttack.All.Prepend(null))
        {
            (string, Func<Cached<string>>)[] rivals =
            [
                ("undefended", () => lab.Victim(attack)),
                ("FP", () => defences.FinePruned(attack)),
                ("ABL", () => defences.AntiBackdoorLearned(attack)),
                ("unlearning", () => defences.Unlearned(attack, new ScanOptions(), lab.Profile.Unlearning)),
                ("equation 5", () => defences.Unlearned(attack, new ScanOptions(), UnlearningOptions.Published with { Steps = lab.Profile.Unlearning.Steps })),
            ];
            foreach ((string defence, Func<Cached<string>> defend) in rivals)
            {
                foreach (Measurement row in Rows(lab, attack, defence, defend())) { yield return row; }
            }
        }
    }

    private static IEnumerable<Measurement> Rows(Laboratory lab, PaperAttack? attack, string defence, Cached<string> model)
    {
        ModelMetrics metrics = lab.Metrics(model, attack).Value;
        if (attack is not null) { yield return Row("ASR", metrics.AttackSuccessRate); }
        yield return Row("CA", metrics.CleanAccuracy);
        if (attack is not null)
        {
            yield return Row("RA", metrics.RobustAccuracy);
            yield return Row("DER", ModelMetrics.DefenseEffectiveness(lab.Metrics(lab.Victim(attack), attack).Value, metrics));
        }

        Measurement Row(string quantity, double? ours) => new(lab.Profile.Title, $"{attack?.Title ?? "none"} / {defence}", quantity,
            PublishedNumbers.Find("table6", lab.PublishedName, attack?.Name ?? "none", $"{defence} {quantity}"), ours, model.Seconds);
    }
}
