using System.Globalization;

namespace DeepDefense.Datasets;

/// <summary>One of the parts that the rows of a set are divided into, so that as many processes work on it: consecutive rows, as many as in the other
/// parts or a block more or less.</summary>
/// <remarks>Scores are computed by blocks of rows, which no part divides: a part has the blocks of the whole set and so, to the last bit, its
/// scores. Of a set with fewer blocks than parts some parts are empty.</remarks>
public sealed record Shard
{
    /// <summary>Rows that are computed together.</summary>
    public const int Block = 256;

    /// <summary>Most parts that a set is divided into.</summary>
    public const int MostParts = 100_000;

    /// <summary>Names a part.</summary>
    /// <param name="number">Which, in [1, <paramref name="parts"/>].</param>
    /// <param name="parts">How many there are, in [1, <see cref="MostParts"/>].</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    public Shard(int number, int parts)
    {
        Parts = Require.Within(parts, 1, MostParts, nameof(parts));
        Number = Require.Within(number, 1, parts, nameof(number));
    }

    /// <summary>Which, from 1.</summary>
    public int Number { get; }

    /// <summary>How many there are.</summary>
    public int Parts { get; }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The part, or null: it is none.</returns>
    public static Shard? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var first, var last] && TryNumber(first, out int number) && TryNumber(last, out int parts)
            && parts is >= 1 and <= MostParts && number >= 1 && number <= parts ? new Shard(number, parts) : null;

        static bool TryNumber(string digits, out int value) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The rows of the part.</summary>
    /// <param name="count">Rows of the whole set, at least 0.</param>
    /// <returns>The first, and the one behind the last.</returns>
    public (int First, int End) RowsOf(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        long blocks = ((long)count + Block - 1) / Block;
        int Row(long part) => (int)Math.Min(part * blocks / Parts * Block, count);
        return (Row(Number - 1), Row(Number));
    }

    /// <summary><c>2/4</c>: the second of four.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Parts}");
}
