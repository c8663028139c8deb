using DeepDefense.Evaluation;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;

namespace DeepDefense.Paper.Experiments;

/// <summary>Table 6: what is left of the attacks, and of the accuracy, after each defence.</summary>
public sealed class Table6 : IExperiment
{
    private const string Unlearning = "unlearning", Equation5 = "equation 5";

    /// <inheritdoc/>
    public string Name => "table6";

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10, PaperTask.VggFace2];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        return new Reproduction(Name, lab.Profile.Title, "Victims after each defence", [.. Rows(lab)],
        [
            VictimSettings.Of(lab),
            EncoderSettings.Of(lab),
            "FP: 60 % of the last convolution, as the paper says; it mentions no fine-tuning.",
            Schedule(lab),
            "equation 5: the paper's objective, which has no bound, with our optimizer, steps and batches (clean images of the isolated label among them); "
                + "unlearning: our bounded objective. The paper's \"Ours\" stands beside both. Both with at most 4 % isolated (rho); where a scan "
                + "finds nothing the victim stays as it is, and the seconds are the victim's.",
            "none: no attack; scanned with BadNets' detector.",
        ]);
    }

    private static IEnumerable<Measurement> Rows(Laboratory lab)
    {
        Defences defences = new(lab);
        foreach (PaperAttack? attack in PaperAttack.All.Prepend(null))
        {
            (string, Cached<string>)[] rivals =
            [
                ("undefended", lab.Victim(attack)),
                ("FP", defences.FinePruned(attack)),
                ("ABL", defences.AntiBackdoorLearned(attack)),
                (Unlearning, defences.Unlearned(attack, new ScanOptions(), lab.Profile.Unlearning)),
                (Equation5, defences.Unlearned(attack, new ScanOptions(), UnlearningOptions.Published with { Steps = lab.Profile.Unlearning.Steps })),
            ];
            Cached<ScanReport> scan = defences.Scan(attack, new ScanOptions());
            string scanned = $"{attack?.Title ?? "none"} / scan";
            yield return new Measurement(scanned, "isolated", null, (double)scan.Value.Isolated.Length / scan.Value.Scores.Length, scan.Seconds);
            foreach ((string defence, Cached<string> model) in rivals)
            {
                foreach (Measurement row in Rows(lab, attack, defence, model)) { yield return row; }
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

        Measurement Row(string quantity, double? ours) => new($"{attack?.Title ?? "none"} / {defence}", quantity,
            PublishedNumbers.Find("table6", lab.PublishedName, attack?.Name ?? "none", $"{(defence == Equation5 ? Unlearning : defence)} {quantity}"), ours, model.Seconds);
    }

    private static string Schedule(Laboratory lab)
    {
        AntiBackdoorLearningOptions options = lab.Profile.AntiBackdoorLearning;
        string paper = lab.Task == PaperTask.Cifar10 ? "25 and 107" : "25 and 46";
        return $"ABL, {lab.Profile.Title}: T_te = {options.TurningEpoch}, T = {options.TurningEpoch + options.FineTuningEpochs}; the paper has {paper}.";
    }
}
