using DeepDefense.Datasets;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;

namespace DeepDefense.Tests.Reporting;

public sealed class ScanRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LabeledImages _images = new(new byte[4 * 3], [0, 1, 0, 0], 1, 1, ["cat", "dog"], ["a.parquet:7", "b/c.png", "a.parquet:8", "d:e.png"]);
    private readonly ScanReport _scan = new([1, 2, 3, 4], 2.5, null, null, [2, 3], [3]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_names_file_and_record_and_the_share_of_its_class_that_is_less_suspicious()
    {
        ScanRow[] rows = [.. ScanRow.Of(_images, _scan, [new EvidenceScores("pixels", [5, 1, 5, 9], null), EvidenceScores.DoesNotApply("layers", "closed")], [])];
        rows.Select(row => (row.Path, row.Row)).ShouldBe([("a.parquet", 7L), ("b/c.png", null), ("a.parquet", 8L), ("d:e.png", null)]);
        rows.Select(row => row.Verdict).ShouldBe(["unsuspected", "unsuspected", "flagged", "isolated"]);
        rows.Select(row => Math.Round(row.Percentiles["pixels"]!.Value, 3)).ShouldBe([0.333, 0.5, 0.333, 0.833]);
        rows[0].Percentiles["layers"].ShouldBeNull();
    }

    [Fact]
    public void Lines_of_JSON_and_Parquet_have_all_columns()
    {
        ScanRow[] rows = [.. ScanRow.Of(_images, _scan, [new EvidenceScores("pixels", [5, 1, 5, 9], null)], [new RelabelledImage(3, 1, 0, 0.9), new RelabelledImage(2, 0, null, 0.5)])];
        ScanRows.Write(_folder["s.jsonl"], rows);
        File.ReadAllLines(_folder["s.jsonl"])[1].ShouldBe("""{"index":1,"path":"b/c.png","row":null,"label":1,"class":"dog","score":2,"verdict":"unsuspected","suggestedLabel":null,"percentiles":{"pixels":0.5}}""");
        ScanRows.Write(_folder["s.parquet"], rows);
        ParquetTable table = new(_folder["s.parquet"]);
        table.Columns().Select(column => column.Name).ShouldBe(["index", "path", "row", "label", "class", "score", "verdict", "suggested label", "percentile of pixels"]);
        table.Read<long>(0, "row").ShouldBe([7, null, 8, null]);
        table.Read<int>(0, "suggested label").ShouldBe([null, null, null, 0]);
        table.Read<double>(0, "score").ShouldBe([1, 2, 3, 4]);
    }
}
