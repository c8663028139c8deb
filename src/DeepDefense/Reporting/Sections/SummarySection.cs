using DeepDefense.Evaluation;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting.Sections;

/// <summary>The first screen: verdict, confidence, what was done, before and after.</summary>
internal static class SummarySection
{
    internal static Html Of(RunReport report)
    {
        Verdict verdict = report.Scan.Verdict;
        string severity = verdict.Severity.ToString();
        return Html.Of($"""
            <header class="summary {severity.ToLowerInvariant()}">
            <p class="brand">DeepDefense <span>{report.Command}, {report.Time:yyyy-MM-dd HH:mm} UTC</span></p>
            <div class="verdict">
            <h1><span class="severity">{SeverityName(verdict.Severity)}</span> {verdict.Headline}</h1>
            <p class="explanation">{verdict.Explanation}</p>
            </div>
            {Numbers(report)}
            <div class="columns">
            <section><h2>What was done</h2><ol>{Steps(report).Select(step => Html.Of($"<li>{step}</li>"))}</ol></section>
            <section><h2>Before and after</h2>{BeforeAfter(report)}</section>
            </div>
            </header>

            """);
    }

    private static string SeverityName(Severity severity) => severity switch
    {
        Severity.None => "No finding",
        Severity.Inconclusive => "Inconclusive",
        _ => $"{severity} severity",
    };

    private static Html Numbers(RunReport report)
    {
        ScanFindings scan = report.Scan;
        Verdict verdict = scan.Verdict;
        string target = verdict.SuspectedTarget is int label ? $"{label} {verdict.NameOf(label)}" : "none";
        (string Name, string Value, string Note)[] facts =
        [
            ("Confidence", Show.Confidence(verdict.Confidence), $"chance that clean images give this: {Show.Chance(verdict.PValue)}"),
            ("Flagged", Show.Count(scan.Detection.Flagged), $"of {Show.Count(scan.Images)} images"),
            ("Isolated", Show.Count(scan.Detection.Isolated), scan.Detection.Precision is double right ? $"{Show.Percent(right)} of them poisoned" : "to be looked at below"),
            ("Suspected target", target, "the label that the flags share"),
        ];
        return Html.Of($"<dl class=\"facts\">{facts.Select(fact => Html.Of($"<div><dt>{fact.Name}</dt><dd>{fact.Value}</dd><dd class=\"note\">{fact.Note}</dd></div>"))}</dl>");
    }

    private static IEnumerable<string> Steps(RunReport report)
    {
        ScanFindings scan = report.Scan;
        if (scan.Evidence is { } evidence)
        {
            yield return $"Compared what the network makes of {Show.Count(scan.Images)} training images with what it makes of clean ones, label by label.";
            yield return evidence.SuspectedLabels.Any()
                ? "Learned what the outliers of the suspected labels have in common, from what happens in the network and from the pixels alone (WISERNet)."
                : "Found no label whose outliers the clean images do not explain, so that there was nothing to learn.";
        }
        else { yield return $"Scored {Show.Count(scan.Images)} training images with a steganalysis network (WISERNet)."; }
        yield return scan.TargetThreshold is double relaxed
            ? $"Flagged those above {Show.Score(scan.Threshold)}, of the suspected label above {Show.Score(relaxed)}: {Show.Count(scan.Detection.Flagged)}."
            : $"Flagged those above {Show.Score(scan.Threshold)}: {Show.Count(scan.Detection.Flagged)}.";
        yield return $"Isolated {Show.Count(scan.Detection.Isolated)} of them.";
        if (report.After is null)
        {
            yield return "No model was changed or measured: this was a scan.";
            yield break;
        }
        yield return scan.Detection.Isolated > 0
            ? "Unlearned them from the suspicious model, with clean images beside them, and wrote the purified model."
            : "Nothing was isolated, so that the model was left as it is.";
    }

    private static Html BeforeAfter(RunReport report)
    {
        if (report.Before is not { } before || report.After is not { } after) { return Html.Of($"<p>Not measured: a scan looks at images alone.</p>"); }
        (string Name, string Meaning, Func<ModelMetrics, double?> Of)[] rows =
        [
            ("Clean accuracy (CA)", "clean test images classified correctly", metrics => metrics.CleanAccuracy),
            ("Attack success rate (ASR)", "triggered test images taken for the target", metrics => metrics.AttackSuccessRate),
            ("Robust accuracy (RA)", "triggered test images classified correctly", metrics => metrics.RobustAccuracy),
        ];
        if (report.EstimatedTrigger is not null) { rows = rows[..1]; }
        return Html.Of($"""
            <table class="before-after">
            <thead><tr><th scope="col">Rate</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
            <tbody>{rows.Select(row => Row(row.Name, row.Meaning, row.Of(before), row.Of(after)))}{Estimated(report)}</tbody>
            </table>
            """);
    }

    private static Html Estimated(RunReport report)
    {
        if (report.EstimatedTrigger is not { } seen) { return default; }
        string on = $"{Show.Count(seen.Images)} test images with the trigger as it was seen below{(seen.SaysLittle ? ", which works badly before, too: this says little" : "")}";
        return Html.Of($"""
            {Row($"Taken for {seen.TargetName} (estimated ASR)", on, seen.Before.AttackSuccessRate, seen.After.AttackSuccessRate)}{Row("Right (estimated RA)", "the same images. What was not seen of the trigger may still work", seen.Before.RobustAccuracy, seen.After.RobustAccuracy)}
            """);
    }

    private static Html Row(string name, string meaning, double? before, double? after) =>
        Html.Of($"<tr><th scope=\"row\">{name}<small>{meaning}</small></th>{Cell(before)}{Cell(after)}</tr>");

    private static Html Cell(double? rate) => Html.Of($"<td>{Show.Percent(rate)}{(rate is double known ? Meter.Of(known) : default)}</td>");
}
