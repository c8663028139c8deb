using System.Globalization;
using System.Text;

namespace DeepDefense.Paper.Reports;

/// <summary>A Markdown page of all that has been measured: a section a table or figure, in it a part a task, with the
/// paper's numbers in brackets.</summary>
public static class ReproductionPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="parts">What was measured, in the order of the page; parts of one name are one section.</param>
    /// <param name="pictures">The folder of the pictures, as the page links to it.</param>
    public static string Of(IEnumerable<Reproduction> parts, string pictures)
    {
        StringBuilder text = new("# Reproduction\n\nThe paper's tables and figures, measured again by `deepdefense reproduce`, which wrote this page too. "
            + "Ours (paper); rates in percent, correlations and areas (AUC) as they are.\n");
        foreach (IGrouping<string, Reproduction> section in parts.GroupBy(part => part.Name))
        {
            Reproduction[] tasks = [.. section];
            string[] common = tasks.Length == 1 ? [] : [.. tasks[0].Settings.Where(setting => tasks.All(part => part.Settings.Contains(setting)))];
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}: {tasks[0].Title}\n\n");
            AppendList(text, common);
            foreach (Reproduction part in tasks) { AppendPart(text, part, part.Settings.Except(common), pictures); }
        }
        return text.ToString();
    }

    private static void AppendPart(StringBuilder text, Reproduction part, IEnumerable<string> settings, string pictures)
    {
        text.Append(CultureInfo.InvariantCulture, $"### {part.Name}, {part.Task}\n\n");
        if (part.Origin is not null) { text.AppendJoin(", ", [part.Origin, .. part.Conditions is null ? Array.Empty<string>() : [part.Conditions]]).Append(".\n\n"); }
        AppendList(text, settings.Concat(part.Notes));
        foreach (string picture in part.Pictures) { text.Append(CultureInfo.InvariantCulture, $"![{part.Title}, {part.Task}]({pictures}/{picture})\n\n"); }
        if (part.Measurements.Count > 0) { AppendTable(text, part.Measurements); }
    }

    private static void AppendList(StringBuilder text, IEnumerable<string> sentences)
    {
        string[] lines = [.. sentences];
        foreach (string line in lines) { text.Append("- ").Append(line).Append('\n'); }
        if (lines.Length > 0) { text.Append('\n'); }
    }

    // One line a subject, one column a quantity.
    private static void AppendTable(StringBuilder text, IReadOnlyList<Measurement> rows)
    {
        string[] quantities = [.. rows.Select(row => row.Quantity).Distinct()];
        text.Append("| | ").AppendJoin(" | ", quantities).Append(" | stage seconds |\n| --- |").Insert(text.Length, " ---: |", quantities.Length + 1).Append('\n');
        foreach (IGrouping<string, Measurement> subject in rows.GroupBy(row => row.Subject))
        {
            IEnumerable<string> cells = quantities.Select(quantity => subject.FirstOrDefault(row => row.Quantity == quantity) is { } row ? Cell(row) : "");
            text.Append(CultureInfo.InvariantCulture, $"| {subject.Key} | ").AppendJoin(" | ", cells)
                .Append(CultureInfo.InvariantCulture, $" | {subject.Max(row => row.Seconds):F0} |\n");
        }
        text.Append('\n');
    }

    private static string Cell(Measurement row) => row.Paper is null ? row.Show(row.Ours) : $"{row.Show(row.Ours)} ({row.Show(row.Paper)})";
}
