using System.Globalization;
using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Steganalysis.Shards;

/// <summary>What a detector says of a part of a set, as a file (safetensors) that <see cref="ShardMerge"/> joins with those of the other parts.</summary>
/// <param name="Shard">Which part.</param>
/// <param name="Terms">What the other parts must have alike.</param>
/// <param name="DetectorPath">The detector's file, as it was named.</param>
/// <param name="Pixels">Fingerprint of the images of the part with their labels: <see cref="TrainingFingerprint"/>.</param>
/// <param name="Rows">(n), the row in the set of each image that was scored, ascending; those of files that were left out are missing.</param>
/// <param name="Scores">(n), log-odds of being poisoned.</param>
public sealed record ScoredShard(Shard Shard, ShardTerms Terms, string DetectorPath, string Pixels, int[] Rows, double[] Scores)
{
    private const string Format = "deepdefense-shard-1";
    private const string FormatKey = "format", ShardKey = "shard", TermsKey = "terms", DetectorKey = "detector", PixelsKey = "pixels";
    private const string RowsName = "rows", ScoresName = "scores";

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Safetensors.Write(path,
            [(RowsName, Array.ConvertAll(Rows, row => (long)row).ToTensor([Rows.Length])), (ScoresName, Scores.ToTensor([Scores.Length]))],
            new Dictionary<string, string>
            {
                [FormatKey] = Format,
                [ShardKey] = Shard.ToString(),
                [TermsKey] = JsonSerializer.Serialize(Terms, Json.Strict),
                [DetectorKey] = DetectorPath,
                [PixelsKey] = Pixels,
            });
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or of another kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ScoredShard Read(string path)
    {
        using Safetensors file = Safetensors.Read(path);
        string Said(string key, string expected) => file.Metadata.TryGetValue(key, out string? text) ? text : throw new ModelFormatException(path, $"metadata '{key}'", "none", expected);
        if (file.Metadata.GetValueOrDefault(FormatKey) is not Format)
        {
            throw new ModelFormatException(path, $"metadata '{FormatKey}'", file.Metadata.GetValueOrDefault(FormatKey) ?? "none", $"{Format}: a file that deepdefense scan --shard wrote");
        }
        string shard = Said(ShardKey, "a part such as 2/4");
        Shard part = Shard.TryParse(shard) ?? throw new ModelFormatException(path, $"metadata '{ShardKey}'", $"'{shard}'", $"a part such as 2/4, of at most {Shard.MostParts}");
        ShardTerms terms = TermsOf(path, Said(TermsKey, "what was scored, and by what"));
        int[] rows = Array.ConvertAll(Values<long>(path, file, RowsName, ScalarType.Int64), row => row is >= 0 and < int.MaxValue ? (int)row : -1);
        double[] scores = Values<double>(path, file, ScoresName, ScalarType.Float64);
        RequireRows(path, rows, scores, part.RowsOf(terms.Rows));
        return new ScoredShard(part, terms, Said(DetectorKey, "the path of the detector"), Said(PixelsKey, "the fingerprint of the images"), rows, scores);
    }

    private static ShardTerms TermsOf(string path, string json)
    {
        try { return JsonSerializer.Deserialize<ShardTerms>(json, Json.Strict) ?? throw new JsonException("null"); }
        catch (Exception e) when (e is JsonException or ArgumentException) { throw new ModelFormatException(path, $"metadata '{TermsKey}'", e.Message, "what was scored, and by what"); }
    }

    private static T[] Values<T>(string path, Safetensors file, string name, ScalarType type)
        where T : unmanaged
    {
        return file.Tensors.TryGetValue(name, out Tensor? tensor) && tensor.dtype == type && tensor.shape.Length == 1
            ? tensor.ToArray<T>()
            : throw new ModelFormatException(path, $"tensor {name}", tensor is null ? "none" : $"{tensor.dtype} of ({string.Join(", ", tensor.shape)})", $"{type} of one dimension");
    }

    private static void RequireRows(string path, int[] rows, double[] scores, (int First, int End) range)
    {
        if (rows.Length != scores.Length) { throw new ModelFormatException(path, $"tensor {ScoresName}", $"{scores.Length} scores", $"one for each of the {rows.Length} rows"); }
        for (int i = 0, least = range.First; i < rows.Length; least = rows[i++] + 1)
        {
            if (rows[i] < least || rows[i] >= range.End)
            {
                throw new ModelFormatException(path, $"tensor {RowsName}, entry {i}", rows[i].ToString(CultureInfo.InvariantCulture), $"rows in ascending order, below {range.End} and here at least {least}");
            }
            if (!double.IsFinite(scores[i])) { throw new ModelFormatException(path, $"tensor {ScoresName}, entry {i}", scores[i].ToString(CultureInfo.InvariantCulture), "a finite number"); }
        }
    }
}
