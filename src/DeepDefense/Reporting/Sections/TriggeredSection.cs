using DeepDefense.Evaluation;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting.Sections;

/// <summary>Where triggered test images go, class by class: that they leave the target is only half of it.</summary>
internal static class TriggeredSection
{
    internal static Html Of(RunReport report)
    {
        if (report.Before?.TriggeredAnswers is not { } before || report.After?.TriggeredAnswers is not { } after) { return default; }
        return Html.Of($"""
            <section id="triggered">
            <h2>Triggered test images</h2>
            <p>What images with the trigger are taken for, by the suspicious model and by the purified one. Most often: the wrong answer that the purified model gives most.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Triggered test images">
            <table>
            <thead><tr><th scope="col" data-sort>Label</th><th scope="col" data-sort>Name</th><th scope="col" data-sort>Images</th><th scope="col" data-sort>Right before</th><th scope="col" data-sort>Right after</th><th scope="col" data-sort>Most often instead</th></tr></thead>
            <tbody>{before.GroupBy(count => count.Label).Select(label => Row(report.Scan.Verdict, label.Key, [.. label], [.. after.Where(count => count.Label == label.Key)]))}</tbody>
            </table>
            </div>
            </section>

            """);
    }

    private static Html Row(Verdict verdict, int label, AnswerCount[] before, AnswerCount[] after)
    {
        int images = before.Sum(count => count.Images);
        AnswerCount? wrong = after.Where(count => count.Answer != label).MaxBy(count => count.Images);
        string instead = wrong is null ? "none" : $"{Show.Class(verdict, wrong.Answer)}, {Show.Percent((double)wrong.Images / images)}";
        return Html.Of($"""
            <tr><td class="number">{label}</td><th scope="row">{verdict.NameOf(label)}</th><td class="number">{Show.Count(images)}</td>{Share(before)}{Share(after)}<td data-value="{wrong?.Images ?? 0}">{instead}</td></tr>

            """);

        Html Share(AnswerCount[] counts)
        {
            double right = (double)counts.Where(count => count.Answer == label).Sum(count => count.Images) / images;
            return Html.Of($"<td class=\"number\" data-value=\"{right:R}\">{Show.Percent(right)}{Meter.Of(right)}</td>");
        }
    }
}
