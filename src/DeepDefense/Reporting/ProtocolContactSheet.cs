using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Protocol;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting;

/// <summary>What was attacked and what was found, in one picture. Three rows: clean test images, their triggered copies,
/// the difference amplified around grey; below, the isolated images, highest score first.</summary>
public static class ProtocolContactSheet
{
    private const int Columns = 12;
    private const int IsolatedRows = 4;
    private const int Scale = 2;
    private const int Gap = 4;

    /// <summary>Writes the picture as PNG.</summary>
    public static void Write(string path, ProtocolInputs inputs, ScanReport scan)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(scan);
        int[] first = [.. Enumerable.Range(0, Math.Min(Columns, inputs.Test.Count))];
        LabeledImages clean = inputs.Test.Subset(first);
        LabeledImages triggered = (inputs.Truth?.Trigger.CreateTrigger() ?? inputs.Trigger).Apply(clean);
        List<IReadOnlyList<RgbImage>> rows =
        [
            [.. first.Select(clean.ToImage)],
            [.. first.Select(triggered.ToImage)],
            [.. first.Select(i => Residual.Of(clean.ToImage(i), triggered.ToImage(i)))],
            .. scan.Isolated.Take(Columns * IsolatedRows).Chunk(Columns).Select(row => row.Select(inputs.Training.ToImage).ToArray()),
        ];
        ImageFile.WritePng(path, ContactSheet.Compose(rows, Scale, Gap));
    }
}
