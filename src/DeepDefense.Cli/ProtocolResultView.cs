using System.Globalization;
using DeepDefense.Evaluation;
using DeepDefense.Protocol;

namespace DeepDefense.Cli;

/// <summary>The table at the end of <c>demo</c> and <c>protect</c>.</summary>
internal static class ProtocolResultView
{
    internal static void Write(Terminal terminal, ProtocolResult result)
    {
        terminal.WriteLine($"{result.Verdict.Severity}. {result.Verdict.Headline}");
        terminal.WriteLine(result.Verdict.Explanation);
        if (result.Detection.Isolated == 0) { terminal.WriteLine("Nothing was isolated, so that nothing was unlearned: the model is what it was, byte for byte."); }
        terminal.WriteLine("");
        terminal.WriteLine(string.Join(", ", result.Settings.Select(pair => $"{pair.Key} {pair.Value}")));
        terminal.WriteLine("");
        (ModelMetrics before, ModelMetrics after) = (result.Before, result.After);
        terminal.WriteTable(["", "before", "after"],
        [
            ["clean accuracy (CA)", Percent(before.CleanAccuracy), Percent(after.CleanAccuracy)],
            ["attack success rate (ASR)", Percent(before.AttackSuccessRate), Percent(after.AttackSuccessRate)],
            ["robust accuracy (RA)", Percent(before.RobustAccuracy), Percent(after.RobustAccuracy)],
        ]);
        DetectionMetrics detection = result.Detection;
        terminal.WriteTable(["detection", ""],
        [
            ["detection success rate (DSR)", Percent(detection.DetectionSuccessRate)],
            ["false-positive rate (FPR)", Percent(detection.FalsePositiveRate)],
            ["AUC", detection.Auc?.ToString("F4", CultureInfo.InvariantCulture) ?? "unknown"],
            ["flagged images", detection.Flagged.ToString(CultureInfo.InvariantCulture)],
            ["isolated images", detection.Isolated.ToString(CultureInfo.InvariantCulture)],
            ["precision of the isolated", Percent(detection.Precision)],
            ["suspected target label", result.SuspectedTarget?.ToString(CultureInfo.InvariantCulture) ?? "none"],
        ]);
        terminal.WriteTable(["seconds", ""], result.Seconds.Select(stage => new[] { stage.Key, stage.Value.ToString("F1", CultureInfo.InvariantCulture) }));
        terminal.WriteLine($"run folder: {result.Run}");
    }

    internal static string Percent(double? rate) => rate is double known ? (100 * known).ToString("F2", CultureInfo.InvariantCulture) + " %" : "unknown";
}
