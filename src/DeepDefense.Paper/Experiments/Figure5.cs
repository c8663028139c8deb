using System.Globalization;
using DeepDefense.Evaluation;
using DeepDefense.Paper.Stages;
using DeepDefense.Steganalysis;

namespace DeepDefense.Paper.Experiments;

/// <summary>Figure 5: ASR and CA over rho, the share of the training set that is isolated.</summary>
public sealed class Figure5 : IExperiment
{
    private static readonly double[] Rates = [0.02, 0.04, 0.06, 0.08, 0.10];

    /// <inheritdoc/>
    public string Name => "figure5";

    /// <inheritdoc/>
    public IReadOnlyList<PaperTask> Tasks => [PaperTask.Cifar10];

    /// <inheritdoc/>
    public Reproduction Run(Laboratory lab, string folder)
    {
        ArgumentNullException.ThrowIfNull(lab);
        List<Measurement> rows = [];
        List<Curve> curves = [];
        foreach (PaperAttack attack in PaperAttack.All)
        {
            List<CurvePoint> success = [], accuracy = [];
            foreach (double rho in Rates)
            {
                Cached<string> model = new Defences(lab).Unlearned(attack, new ScanOptions { IsolationRate = rho }, lab.Profile.Unlearning);
                ModelMetrics metrics = lab.Metrics(model, attack).Value;
                string label = rho.ToString("0.00", CultureInfo.InvariantCulture);
                rows.Add(new Measurement(attack.Title, $"ASR at rho {label}", null, metrics.AttackSuccessRate, model.Seconds));
                rows.Add(new Measurement(attack.Title, $"CA at rho {label}", null, metrics.CleanAccuracy, model.Seconds));
                success.Add(new CurvePoint(rho, label, metrics.AttackSuccessRate ?? 0));
                accuracy.Add(new CurvePoint(rho, label, metrics.CleanAccuracy ?? 0));
            }
            curves.Add(new Curve($"{attack.Title} ASR", success));
            curves.Add(new Curve($"{attack.Title} CA", accuracy));
        }
        return new Reproduction(Name, lab.Profile.Title, "ASR and CA over the isolation rate rho", rows, [VictimSettings.Of(lab), EncoderSettings.Of(lab), "rho is the most that is isolated: where less is flagged, less is. The paper prints no numbers."]) { Curves = curves };
    }
}
