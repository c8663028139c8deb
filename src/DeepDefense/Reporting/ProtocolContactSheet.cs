using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting;

/// <summary>What was attacked and what was found, in one picture. Three rows: clean test images, their triggered copies,
/// the difference amplified around grey, of which the first alone where no trigger is known; below, the isolated images, highest score first.</summary>
public static class ProtocolContactSheet
{
    private const int Columns = 12;
    private const int IsolatedRows = 4;
    private const int Scale = 2;
    private const int Gap = 4;

    /// <summary>Writes the picture as PNG.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="test">Clean test images.</param>
    /// <param name="trigger">The attack's trigger, or the one that the detector was built for, or null: none is known.</param>
    /// <param name="training">The training set.</param>
    /// <param name="scan">What was found in it.</param>
    public static void Write(string path, LabeledImages test, Trigger? trigger, LabeledImages training, ScanReport scan)
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(scan);
        int[] first = [.. Enumerable.Range(0, Math.Min(Columns, test.Count))];
        LabeledImages clean = test.Subset(first);
        List<IReadOnlyList<RgbImage>> rows =
        [
            [.. first.Select(clean.ToImage)],
            .. trigger is null ? [] : TriggeredRows(clean, trigger.Apply(clean)),
            .. scan.Isolated.Take(Columns * IsolatedRows).Chunk(Columns).Select(row => row.Select(training.ToImage).ToArray()),
        ];
        ImageFile.WritePng(path, ContactSheet.Compose(rows, Scale, Gap));
    }

    private static IReadOnlyList<RgbImage>[] TriggeredRows(LabeledImages clean, LabeledImages triggered)
    {
        int[] all = [.. Enumerable.Range(0, clean.Count)];
        return [[.. all.Select(triggered.ToImage)], [.. all.Select(i => Residual.Of(clean.ToImage(i), triggered.ToImage(i)))]];
    }
}
