using System.Globalization;
using System.Text;
using System.Text.Json;
using DeepDefense.Reporting.Plots;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Paper.Reports;

/// <summary>Writes reproductions as JSON, CSV, and for figures SVG and PNG; reads the JSON back.</summary>
/// <param name="folder">Where to.</param>
/// <param name="tell">Told of each file that is damaged, or null.</param>
public sealed class ReproductionFiles(string folder, Action<string>? tell = null)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>Writes all files of one table or figure on one task.</summary>
    /// <returns>The paths.</returns>
    public IReadOnlyList<string> Write(Reproduction reproduction)
    {
        ArgumentNullException.ThrowIfNull(reproduction);
        List<string> written = [];
        string? svg = Drawing(reproduction);
        string path = Path.Combine(Folder, reproduction.Stem);
        if (svg is not null)
        {
            Put(".svg", svg);
            byte[] png = PngPlot.Draw(svg);
            AtomicFile.Write(path + ".png", stream => stream.Write(png));
            written.Add(path + ".png");
            reproduction = reproduction with { Pictures = [.. reproduction.Pictures, reproduction.Stem + ".svg"] };
        }
        Put(".csv", Csv(reproduction));
        Put(".json", JsonSerializer.Serialize(reproduction, Json.Indented));
        return written;

        void Put(string extension, string content)
        {
            AtomicFile.WriteText(path + extension, content);
            written.Add(path + extension);
        }
    }

    /// <summary>The JSON of a table or figure on a task, be it there or not.</summary>
    public string PathOf(string name, string task) => Path.Combine(Folder, Reproduction.FileStem(name, task) + ".json");

    /// <summary>Whether that is there.</summary>
    public bool Has(string name, string task) => File.Exists(PathOf(name, task));

    /// <summary>What was written of a table or figure on a task, now or by an earlier run, or null: nothing, or nothing that can be read.</summary>
    public Reproduction? Read(string name, string task)
    {
        string path = PathOf(name, task);
        if (!File.Exists(path)) { return null; }
        try { return JsonSerializer.Deserialize<Reproduction>(File.ReadAllBytes(path), Json.Strict) ?? throw new JsonException("null"); }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            tell?.Invoke($"{path} is damaged: its part is left out of the page until it is measured again");
            return null;
        }
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
        StringBuilder text = new("task,subject,quantity,paper,ours,difference,stage seconds,measured\n");
        foreach (Measurement row in reproduction.Measurements)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Field(reproduction.Task)},{Field(row.Subject)},{Field(row.Quantity)},{row.Paper},{row.Ours},{row.Difference},{row.Seconds:F1},{Field(row.Origin ?? reproduction.Origin ?? "")}\n");
        }
        return text.ToString();
    }

    // RFC 4180.
    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
