using System.Globalization;
using System.Text;
using System.Text.Json;
using DeepDefense.Reporting.Plots;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Paper.Reports;

/// <summary>Writes a reproduction as JSON, CSV, Markdown, and for figures SVG and, where librsvg is there, PNG.</summary>
/// <param name="folder">Where to.</param>
public sealed class ReproductionFiles(string folder)
{
    private const int PercentPlaces = 1;

    /// <summary>Writes all files of one table or figure.</summary>
    /// <returns>The paths.</returns>
    public IReadOnlyList<string> Write(Reproduction reproduction)
    {
        ArgumentNullException.ThrowIfNull(reproduction);
        List<string> written = [];
        Put(".json", JsonSerializer.Serialize(reproduction, Json.Indented));
        Put(".csv", Csv(reproduction));
        Put(".md", Markdown(reproduction));
        if (Drawing(reproduction) is string svg)
        {
            Put(".svg", svg);
            string png = Path.Combine(folder, reproduction.Name + ".png");
            if (PngPlot.Draw(written[^1], png)) { written.Add(png); }
        }
        return [.. written, .. reproduction.Files];

        void Put(string extension, string content)
        {
            string path = Path.Combine(folder, reproduction.Name + extension);
            AtomicFile.WriteText(path, content);
            written.Add(path);
        }
    }

    /// <summary>A number as tables show it: rates in percent, correlations and the like plain.</summary>
    public static string Show(Measurement row, double? value)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (value is not double number) { return "-"; }
        bool plain = row.Quantity.StartsWith("intensity", StringComparison.Ordinal) || row.Quantity.StartsWith("trigger", StringComparison.Ordinal)
            || row.Quantity == "AUC";
        return plain
            ? number.ToString("0.0000", CultureInfo.InvariantCulture)
            : (100 * number).ToString("F" + PercentPlaces, CultureInfo.InvariantCulture);
    }

    /// <summary>The cells of one row: task, subject, quantity, paper, ours, difference, seconds.</summary>
    public static string[] Cells(Measurement row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return [row.Task, row.Subject, row.Quantity, Show(row, row.Paper), Show(row, row.Ours), Show(row, row.Difference),
            row.Seconds.ToString("F0", CultureInfo.InvariantCulture)];
    }

    private static string? Drawing(Reproduction reproduction)
    {
        if (reproduction.Curves.Count > 0) { return Figure(reproduction).Document(); }
        if (reproduction.Bars is null) { return null; }
        IEnumerable<Measurement> bars = reproduction.Measurements.Where(row => row.Quantity == reproduction.Bars);
        return new BarChart($"{reproduction.Title}: {reproduction.Bars}", [.. bars.Select(row => (row.Subject, row.Ours ?? 0))]).Document();
    }

    // x as given, y from 0 to 1.
    private static Plot Figure(Reproduction reproduction)
    {
        double[] across = [.. reproduction.Curves.SelectMany(curve => curve.Points).Select(point => point.X)];
        return new Plot(reproduction.Title, new PlotAxis("", across.Min(), across.Max()), new PlotAxis("", 0, 1))
        {
            Lines = [.. reproduction.Curves.Select(curve => new PlotLine(curve.Name, [.. curve.Points.Select(point => new PlotPoint(point.X, point.Y))]))],
        };
    }

    private static string Csv(Reproduction reproduction)
    {
        StringBuilder text = new("task,subject,quantity,paper,ours,difference,stage seconds\n");
        foreach (Measurement row in reproduction.Measurements)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Field(row.Task)},{Field(row.Subject)},{Field(row.Quantity)},{row.Paper},{row.Ours},{row.Difference},{row.Seconds:F1}\n");
        }
        return text.ToString();
    }

    // RFC 4180.
    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A section of a Markdown page.</summary>
    public static string Markdown(Reproduction reproduction)
    {
        ArgumentNullException.ThrowIfNull(reproduction);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"## {reproduction.Name}: {reproduction.Title}\n\n");
        foreach (string setting in reproduction.Settings) { text.Append("- ").Append(setting).Append('\n'); }
        foreach (IGrouping<string, Measurement> task in reproduction.Measurements.GroupBy(row => row.Task)) { AppendTable(text, task.Key, [.. task]); }
        return text.ToString();
    }

    // One line a subject, one column a quantity.
    private static void AppendTable(StringBuilder text, string task, Measurement[] rows)
    {
        string[] quantities = [.. rows.Select(row => row.Quantity).Distinct()];
        text.Append(CultureInfo.InvariantCulture, $"\n**{task}**: ours (paper); rates in percent, correlations and areas (AUC) as they are.\n\n");
        text.Append("| | ").AppendJoin(" | ", quantities).Append(" | stage seconds |\n| --- |").Insert(text.Length, " ---: |", quantities.Length + 1).Append('\n');
        foreach (IGrouping<string, Measurement> subject in rows.GroupBy(row => row.Subject))
        {
            IEnumerable<string> cells = quantities.Select(quantity => subject.FirstOrDefault(row => row.Quantity == quantity) is { } row ? Cell(row) : "");
            text.Append(CultureInfo.InvariantCulture, $"| {subject.Key} | ").AppendJoin(" | ", cells)
                .Append(CultureInfo.InvariantCulture, $" | {subject.Max(row => row.Seconds):F0} |\n");
        }
    }

    private static string Cell(Measurement row) => row.Paper is null ? Show(row, row.Ours) : $"{Show(row, row.Ours)} ({Show(row, row.Paper)})";
}
