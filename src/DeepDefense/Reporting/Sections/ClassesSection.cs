using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting.Sections;

/// <summary>Flags and isolation by class: an all-to-one backdoor concentrates in its target.</summary>
internal static class ClassesSection
{
    // Iglewicz and Hoaglin, "How to detect and handle outliers", 1993: a modified z-score above 3.5 is an outlier.
    private const double Outlier = 3.5;

    // Of two values the median absolute deviation is half their distance, and no anomaly exceeds 0.7.
    private const int LeastClasses = 3;

    internal static Html Of(Verdict verdict)
    {
        double most = Math.Max(verdict.Classes.Max(finding => finding.Share), double.Epsilon);
        return Html.Of($"""
            <section id="classes">
            <h2>Classes</h2>
            <p>{Test(verdict)} Anomaly is (share flagged - median of the classes) / (1.4826 times their median absolute deviation).</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Classes">
            <table id="class-table">
            <thead><tr><th scope="col" data-sort>Label</th><th scope="col" data-sort>Name</th><th scope="col" data-sort>Images</th><th scope="col" data-sort>Flagged</th><th scope="col" data-sort>Isolated</th><th scope="col" data-sort>Share flagged</th><th scope="col" data-sort>Anomaly</th></tr></thead>
            <tbody>{verdict.Classes.OrderByDescending(finding => finding.Anomaly).Select(finding => Row(finding, most, finding.Label == verdict.SuspectedTarget))}</tbody>
            </table>
            </div>
            </section>

            """);
    }

    private static string Test(Verdict verdict)
    {
        ClassFinding[] outliers = [.. verdict.Classes.Where(finding => finding.Anomaly > Outlier).OrderByDescending(finding => finding.Anomaly)];
        string found = outliers.Length switch
        {
            0 => $"No anomaly is above {Show.Score(Outlier)}{(verdict.Classes.Count < LeastClasses ? $", as of fewer than {LeastClasses} classes none can be" : "")}.",
            1 => $"One class stands out: {outliers[0].Label} {outliers[0].Name}, anomaly {Show.Score(outliers[0].Anomaly)} (above {Show.Score(Outlier)}).",
            _ => $"{outliers.Length} classes stand out (anomaly above {Show.Score(Outlier)}), most of all {outliers[0].Label} {outliers[0].Name} with {Show.Score(outliers[0].Anomaly)}.",
        };
        string concentration = verdict.SuspectedTarget is int target
            ? $"The flags are concentrated in the class {target} {verdict.NameOf(target)}, by the test of the verdict."
            : "The flags are not concentrated in one class, by the test of the verdict.";
        return $"{concentration} {found} A backdoor with one target concentrates in one class.";
    }

    private static Html Row(ClassFinding finding, double most, bool suspected) => Html.Of($"""
        <tr{(suspected ? Html.Of($" class=\"suspected\"") : default)}><td class="number">{finding.Label}</td><th scope="row">{finding.Name}{(suspected ? Html.Of($" <span class=\"tag\">suspected target</span>") : default)}</th><td class="number">{finding.Images}</td><td class="number">{finding.Flagged}</td><td class="number">{finding.Isolated}</td><td class="number" data-value="{finding.Share:R}">{Show.Percent(finding.Share)}{Meter.Of(finding.Share / most)}</td><td class="number" data-value="{finding.Anomaly:R}">{Show.Score(finding.Anomaly)}</td></tr>

        """);
}
