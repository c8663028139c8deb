namespace DeepDefense.Steganalysis.Shards;

/// <summary>What all shards of one scan have alike.</summary>
/// <param name="Rows">Rows of the whole set, at least 1.</param>
/// <param name="Set">Fingerprint of the names and labels of all rows: <see cref="Datasets.SetRows.Fingerprint"/>.</param>
/// <param name="Height">H of every image, in pixels.</param>
/// <param name="Width">W of every image, in pixels.</param>
/// <param name="Detector">SHA-256 of the detector's file, in lower-case hex.</param>
/// <param name="DetectorBytes">Length of the detector's file.</param>
/// <param name="Device">The kind of device that computed, such as <c>cpu</c>: others round otherwise.</param>
/// <param name="Precision">In what numbers, such as <c>Float32</c>.</param>
/// <param name="Version">The version of DeepDefense.</param>
public sealed record ShardTerms(int Rows, string Set, int Height, int Width, string Detector, long DetectorBytes, string Device, string Precision, string Version)
{
    /// <summary>Rows of the whole set.</summary>
    public int Rows { get; } = Require.AtLeast(Rows, 1);

    /// <summary>What is otherwise in others.</summary>
    /// <param name="others">The others.</param>
    /// <returns>In words, here and there, or null: nothing is.</returns>
    internal (string Here, string There)? DifferenceFrom(ShardTerms others) =>
        Described().Zip(others.Described()).Where(pair => pair.First != pair.Second).Cast<(string, string)?>().FirstOrDefault();

    private IEnumerable<string> Described() =>
    [
        $"a set of {Rows} rows",
        $"a set whose names and labels have the fingerprint {Set}",
        $"images of {Width} x {Height} pixels",
        $"the detector with SHA-256 {Detector} and {DetectorBytes} bytes",
        $"scores computed on {Device} (--device)",
        $"scores computed in {Precision} (--precision)",
        $"scores of DeepDefense {Version}",
    ];
}
