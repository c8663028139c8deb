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
        terminal.WriteTable(["", "before", "after"], Rates(result));
        if (result.EstimatedTrigger is { } seen)
        {
            terminal.WriteLine(seen.SaysLittle ? "The trigger as it was seen hardly works in the suspicious model either: it was seen badly, and this says little of the purified one."
                : "The purified model learned from clean images with the trigger as it was seen: what was not seen of it may still work.");
        }
        terminal.WriteTable(["detection", ""], Detection(result));
        terminal.WriteTable(["seconds", ""], result.Seconds.Select(stage => new[] { stage.Key, stage.Value.ToString("F1", CultureInfo.InvariantCulture) }));
        if (result.PurifiedModel is { } purified) { terminal.WriteLine($"purified model: {Path.Combine(result.Run, purified)}"); }
        terminal.WriteLine($"run folder: {result.Run}");
    }

    private static IEnumerable<string[]> Rates(ProtocolResult result)
    {
        (ModelMetrics before, ModelMetrics after) = (result.Before, result.After);
        yield return ["clean accuracy (CA)", Percent(before.CleanAccuracy), Percent(after.CleanAccuracy)];
        if (result.EstimatedTrigger is { } seen)
        {
            yield return [$"with the trigger as it was seen: taken for {seen.Target} {seen.TargetName}", Percent(seen.Before.AttackSuccessRate), Percent(seen.After.AttackSuccessRate)];
            yield return ["with the trigger as it was seen: right", Percent(seen.Before.RobustAccuracy), Percent(seen.After.RobustAccuracy)];
            yield break;
        }
        yield return ["attack success rate (ASR)", Percent(before.AttackSuccessRate), Percent(after.AttackSuccessRate)];
        yield return ["robust accuracy (RA)", Percent(before.RobustAccuracy), Percent(after.RobustAccuracy)];
    }

    // Rates that only who knows the poisoned images can tell are left out where nobody does.
    private static IEnumerable<string[]> Detection(ProtocolResult result)
    {
        DetectionMetrics detection = result.Detection;
        if (detection.DetectionSuccessRate is double found) { yield return ["detection success rate (DSR)", Percent(found)]; }
        if (detection.FalsePositiveRate is double wrong) { yield return ["false-positive rate (FPR)", Percent(wrong)]; }
        if (detection.Auc is double area) { yield return ["AUC", area.ToString("F4", CultureInfo.InvariantCulture)]; }
        yield return ["flagged images", detection.Flagged.ToString(CultureInfo.InvariantCulture)];
        yield return ["isolated images", detection.Isolated.ToString(CultureInfo.InvariantCulture)];
        if (detection.Precision is double right) { yield return ["precision of the isolated", Percent(right)]; }
        yield return ["suspected target label", result.SuspectedTarget is int label ? Named(result, label) : "none"];
    }

    private static string Named(ProtocolResult result, int label) => $"{label} {result.Verdict.NameOf(label)}";

    internal static string Percent(double? rate) => rate is double known ? (100 * known).ToString("F2", CultureInfo.InvariantCulture) + " %" : "unknown";
}
