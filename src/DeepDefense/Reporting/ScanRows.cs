using System.Text.Json;
using DeepDefense.Torch.Serialization;
using Parquet;
using Parquet.Schema;

namespace DeepDefense.Reporting;

/// <summary>A scan with what every view says, one row an image, for tools that read tables.</summary>
public static class ScanRows
{
    private const int GroupRows = 65_536;

    /// <summary>Whether a file can be written: by its ending.</summary>
    public static bool IsKnown(string path) => IsParquet(path) || Path.GetExtension(path).Equals(".jsonl", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes Parquet, or a JSON object a line.</summary>
    /// <param name="path">The file, <c>.parquet</c> or <c>.jsonl</c>; one of that name is replaced.</param>
    /// <param name="rows">The rows, all with the same views.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<ScanRow> rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rows);
        AtomicFile.Write(path, stream =>
        {
            if (IsParquet(path)) { Task.Run(() => WriteParquet(stream, [.. rows])).GetAwaiter().GetResult(); }
            else { WriteLines(stream, rows); }
        });
    }

    private static bool IsParquet(string path) => Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase);

    private static void WriteLines(Stream stream, IEnumerable<ScanRow> rows)
    {
        foreach (ScanRow row in rows)
        {
            JsonSerializer.Serialize(stream, row, JsonSerializerOptions.Web);
            stream.WriteByte((byte)'\n');
        }
    }

    private static async Task WriteParquet(Stream stream, ScanRow[] rows)
    {
        string[] views = rows.Length == 0 ? [] : [.. rows[0].Percentiles.Keys];
        DataField[] shares = [.. views.Select(view => new DataField($"percentile of {view}", typeof(double), isNullable: true))];
        DataField index = new("index", typeof(int), isNullable: true), path = new("path", typeof(string), isNullable: true), row = new("row", typeof(long), isNullable: true),
            label = new("label", typeof(int), isNullable: true), name = new("class", typeof(string), isNullable: true), score = new("score", typeof(double), isNullable: true),
            verdict = new("verdict", typeof(string), isNullable: true), suggested = new("suggested label", typeof(int), isNullable: true);
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema([index, path, row, label, name, score, verdict, suggested, .. shares]), stream).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            foreach (ScanRow[] some in rows.Chunk(GroupRows))
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync<int>(index, Array.ConvertAll(some, item => (int?)item.Index)).ConfigureAwait(false);
                await group.WriteAsync(path, Array.ConvertAll(some, item => item.Path), null).ConfigureAwait(false);
                await group.WriteAsync<long>(row, Array.ConvertAll(some, item => item.Row)).ConfigureAwait(false);
                await group.WriteAsync<int>(label, Array.ConvertAll(some, item => (int?)item.Label)).ConfigureAwait(false);
                await group.WriteAsync(name, Array.ConvertAll(some, item => item.Class), null).ConfigureAwait(false);
                await group.WriteAsync<double>(score, Array.ConvertAll(some, item => (double?)item.Score)).ConfigureAwait(false);
                await group.WriteAsync(verdict, Array.ConvertAll(some, item => item.Verdict), null).ConfigureAwait(false);
                await group.WriteAsync<int>(suggested, Array.ConvertAll(some, item => item.SuggestedLabel)).ConfigureAwait(false);
                for (int i = 0; i < shares.Length; i++) { await group.WriteAsync<double>(shares[i], Array.ConvertAll(some, item => item.Percentiles[views[i]])).ConfigureAwait(false); }
            }
        }
    }
}
