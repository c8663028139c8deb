using System.Globalization;
using System.Text;
using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Reporting;

/// <summary>What a cleaned training set has otherwise than the one that it was made from, as a table: one line a changed image.</summary>
public static class ChangesCsv
{
    /// <summary>Writes the table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">The training set before.</param>
    /// <param name="changes">What became of each suspected image.</param>
    public static void Write(string path, LabeledImages images, IEnumerable<RelabelledImage> changes)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(changes);
        StringBuilder text = new("index,source,label,change,new label,confidence\n");
        foreach (RelabelledImage change in changes)
        {
            text.Append(ScanCsv.Start(images, change.Index));
            text.Append(CultureInfo.InvariantCulture, $"{(change.To is null ? "left out" : "relabelled")},{change.To},{change.Confidence:R}\n");
        }
        AtomicFile.WriteText(path, text.ToString());
    }
}
