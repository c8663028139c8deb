using System.Globalization;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Steganalysis.Shards;

/// <summary>The shards of one scan, joined. Each row of the set is in one of them, or its file was left out.</summary>
public sealed class ShardMerge
{
    private const int MostNamed = 20;
    private readonly (string Path, ScoredShard Scored)[] _shards; // by number

    private ShardMerge((string Path, ScoredShard Scored)[] shards) => _shards = shards;

    /// <summary>What the shards have alike.</summary>
    public ShardTerms Terms => _shards[0].Scored.Terms;

    /// <summary>The detector's file, as the first shard names it.</summary>
    public string DetectorPath => _shards[0].Scored.DetectorPath;

    /// <summary>Reads and joins shards.</summary>
    /// <param name="paths">Their files, in any order; at least one.</param>
    /// <exception cref="ModelFormatException">A file is damaged or of another kind.</exception>
    /// <exception cref="ArgumentException">They are not of one scan, or two have the same rows.</exception>
    /// <exception cref="InvalidDataException">Rows are missing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ShardMerge Of(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0) { throw new ArgumentException("no shard to merge", nameof(paths)); }
        (string Path, ScoredShard Scored)[] shards = [.. paths.Select(path => (path, ScoredShard.Read(path)))];
        foreach ((string path, ScoredShard scored) in shards.Skip(1)) { RequireOneScan(shards[0], (path, scored)); }
        shards = [.. shards.OrderBy(shard => shard.Scored.Shard.Number)];
        foreach ((var first, var second) in shards.Zip(shards.Skip(1))) { RequireOtherRows(first, second); }
        RequireAll(shards);
        return new ShardMerge(shards);
    }

    /// <summary>Refuses another detector than the one that scored the shards.</summary>
    /// <param name="path">Its file. One of another length is not read: a shard may name whatever its maker liked.</param>
    /// <exception cref="ModelFormatException">It is another.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public void RequireDetector(string path)
    {
        if (!File.Exists(path)) { throw new FileNotFoundException($"{path}: found nothing, expected the detector that scored the shards: give it as --detector", path); }
        long length = new FileInfo(path).Length;
        string found = length == Terms.DetectorBytes ? FileHash.Of(path) : "";
        if (found == Terms.Detector) { return; }
        throw new ModelFormatException(path, "the file", found.Length > 0 ? $"SHA-256 {found}" : $"{length} bytes", $"the detector that scored the shards, with SHA-256 {Terms.Detector} and {Terms.DetectorBytes} bytes: give it as --detector");
    }

    /// <summary>The scores of a set's images.</summary>
    /// <param name="path">What messages call the set.</param>
    /// <param name="set">The set, whole, read as it was for the shards.</param>
    /// <returns>(N), log-odds of being poisoned.</returns>
    /// <exception cref="DatasetException">The shards are of another set: of other names, labels or pixels.</exception>
    public double[] ScoresOf(string path, LoadedDataset set)
    {
        ArgumentNullException.ThrowIfNull(set);
        LabeledImages images = set.Dataset.Train;
        ShardTerms here = Terms with { Set = set.Rows.Fingerprint, Height = images.Height, Width = images.Width };
        if (set.Rows.Count != Terms.Rows) { throw OtherSet(path, $"{set.Rows.Count} rows", $"the {Terms.Rows} of the shards"); }
        if (here.DifferenceFrom(Terms) is (var found, var expected)) { throw OtherSet(path, found, $"{expected} as the shards have"); }
        int start = 0;
        foreach ((string file, ScoredShard scored) in _shards)
        {
            (int first, int end) = scored.Shard.RowsOf(Terms.Rows);
            int[] read = [.. set.Rows.Read.Skip(start).TakeWhile(row => row < end)];
            if (!read.SequenceEqual(scored.Rows))
            {
                int row = read.Except(scored.Rows).Concat(scored.Rows.Except(read)).Min();
                throw OtherSet(path, $"row {row} {(read.Contains(row) ? "read" : "left out")}", $"what {file} has of rows {first} to {end - 1}, where it is {(read.Contains(row) ? "left out" : "scored")}");
            }
            if (TrainingFingerprint.Of(images.Subset([.. Enumerable.Range(start, read.Length)])) != scored.Pixels)
            {
                throw OtherSet(path, $"other pixels in rows {first} to {end - 1}", $"those that {file} was made from");
            }
            start += read.Length;
        }
        return [.. _shards.SelectMany(shard => shard.Scored.Scores)];
    }

    private static DatasetException OtherSet(string path, string found, string expected) =>
        new(path, null, found, $"{expected}: give the set that was scored, read with the same options (--seed, --image-size, --classes and the like), or score it again");

    private static void RequireOneScan((string Path, ScoredShard Scored) first, (string Path, ScoredShard Scored) other)
    {
        if (first.Scored.Shard.Parts != other.Scored.Shard.Parts)
        {
            throw new ArgumentException($"{first.Path} is shard {first.Scored.Shard} and {other.Path} is shard {other.Scored.Shard}: a set is divided into one number of shards", nameof(other));
        }
        if (other.Scored.Terms.DifferenceFrom(first.Scored.Terms) is (var found, var expected))
        {
            throw new ArgumentException($"{other.Path} is of another scan than {first.Path}: found {found}, expected {expected}", nameof(other));
        }
    }

    private static void RequireOtherRows((string Path, ScoredShard Scored) first, (string Path, ScoredShard Scored) second)
    {
        if (first.Scored.Shard != second.Scored.Shard) { return; }
        (int start, int end) = first.Scored.Shard.RowsOf(first.Scored.Terms.Rows);
        string rows = end > start ? $"rows {start} to {end - 1} are in both" : "give one of them";
        throw new ArgumentException($"{first.Path} and {second.Path} are both shard {first.Scored.Shard}: {rows}", nameof(second));
    }

    private static void RequireAll((string Path, ScoredShard Scored)[] shards)
    {
        (int parts, int rows) = (shards[0].Scored.Shard.Parts, shards[0].Scored.Terms.Rows);
        HashSet<int> given = [.. shards.Select(shard => shard.Scored.Shard.Number)];
        Shard[] missing = [.. Enumerable.Range(1, parts).Where(number => !given.Contains(number)).Select(number => new Shard(number, parts)).Where(HasRows)];
        if (missing.Length == 0) { return; }
        string more = missing.Length > MostNamed ? $"; and {missing.Length - MostNamed} more shards" : "";
        throw new InvalidDataException($"{string.Join("; ", missing.Take(MostNamed).Select(Named))}{more}. Score them with scan --shard and merge again");

        bool HasRows(Shard shard) => shard.RowsOf(rows) is var range && range.First < range.End;

        string Named(Shard shard)
        {
            (int first, int end) = shard.RowsOf(rows);
            return string.Create(CultureInfo.InvariantCulture, $"rows {first} to {end - 1} are missing: shard {shard}");
        }
    }
}
