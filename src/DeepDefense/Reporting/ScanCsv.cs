using System.Globalization;
using System.Text;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Reporting;

/// <summary>A scan as a table: one line an image, in data order.</summary>
public static class ScanCsv
{
    private const string Header = "index,source,label,score,flagged,isolated";

    /// <summary>Writes the table.</summary>
    public static void Write(string path, LabeledImages images, ScanReport scan)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(scan);
        HashSet<int> flagged = [.. scan.Flagged], isolated = [.. scan.Isolated];
        StringBuilder text = new(Header + "\n");
        for (int i = 0; i < images.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Start(images, i)}{scan.Scores[i]:R},{(flagged.Contains(i) ? 1 : 0)},{(isolated.Contains(i) ? 1 : 0)}\n");
        }
        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Reads which images of a table are flagged and which isolated, and the scores of all.</summary>
    /// <param name="path">The table.</param>
    /// <param name="images">The training set that was scanned.</param>
    /// <exception cref="DatasetException">It is no such table, or of another training set: images of other names or
    /// labels.</exception>
    public static (int[] Flagged, int[] Isolated, double[] Scores) Read(string path, LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
        {
            throw new DatasetException(path, "line 1", lines.Length == 0 ? "nothing" : $"'{lines[0]}'", $"'{Header}', as deepdefense scan writes");
        }
        if (lines.Length - 1 != images.Count)
        {
            throw new DatasetException(path, null, $"{lines.Length - 1} images", $"the {images.Count} of the training set");
        }
        List<int> flagged = [], isolated = [];
        double[] scores = new double[images.Count];
        for (int i = 0; i < images.Count; i++)
        {
            (string line, string start) = (lines[i + 1], Start(images, i));
            bool isRow = line.StartsWith(start, StringComparison.Ordinal) && line is [.., ',', '0' or '1', ',', '0' or '1']
                && line.Length >= start.Length + 4 && double.TryParse(line.AsSpan(start.Length..^4), NumberStyles.Float, CultureInfo.InvariantCulture, out scores[i]);
            if (!isRow)
            {
                throw new DatasetException(path, $"line {i + 2}", $"'{line}'", $"'{start}...', which is image {i} of the training set, then its score, with 0 or 1 for flagged and for isolated at the end");
            }
            if (line[^3] == '1') { flagged.Add(i); }
            if (line[^1] == '1') { isolated.Add(i); }
        }
        return ([.. flagged], [.. isolated], scores);
    }

    /// <summary>The cells that name an image: its place, source and label.</summary>
    internal static string Start(LabeledImages images, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{index},{Quoted(images.SourceOf(index))},{images.Labels[index]},");

    // A spreadsheet would run a cell that begins with one of these.
    private static string Quoted(string text)
    {
        string safe = text.Length > 0 && "=+-@\t".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
    }
}
