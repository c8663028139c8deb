using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Patches;

/// <summary>Where on an image a patch lies: a corner, the centre, or a given pixel. Its text form, in commands and in
/// files, is <c>lower-right</c>, <c>lower-left</c>, <c>upper-right</c>, <c>upper-left</c>, <c>centre</c> or
/// <c>row,column</c>, e.g. <c>4,27</c>.</summary>
[JsonConverter(typeof(TriggerPositionConverter))]
public sealed record TriggerPosition : IParsable<TriggerPosition>
{
    private readonly string _text;
    private readonly Func<int, int, (int Row, int Column)> _place;

    private TriggerPosition(string text, Func<int, int, (int Row, int Column)> place) =>
        (_text, _place) = (text, place);

    /// <summary>The lower right corner: the paper's position (section 5.1), and the default.</summary>
    public static TriggerPosition LowerRight { get; } = new("lower-right", (down, right) => (down, right));

    /// <summary>The lower left corner.</summary>
    public static TriggerPosition LowerLeft { get; } = new("lower-left", (down, _) => (down, 0));

    /// <summary>The upper right corner.</summary>
    public static TriggerPosition UpperRight { get; } = new("upper-right", (_, right) => (0, right));

    /// <summary>The upper left corner.</summary>
    public static TriggerPosition UpperLeft { get; } = new("upper-left", (_, _) => (0, 0));

    /// <summary>The middle; half a pixel up and left of it where the patch cannot be centred exactly.</summary>
    public static TriggerPosition Centre { get; } = new("centre", (down, right) => (down / 2, right / 2));

    /// <summary>The positions that have a name.</summary>
    public static IReadOnlyList<TriggerPosition> Named { get; } =
        [LowerRight, LowerLeft, UpperRight, UpperLeft, Centre];

    /// <summary>The patch's upper left pixel at a given place.</summary>
    /// <param name="row">Rows from the top, at least 0.</param>
    /// <param name="column">Columns from the left, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is negative.</exception>
    public static TriggerPosition At(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        return new(string.Create(CultureInfo.InvariantCulture, $"{row},{column}"), (_, _) => (row, column));
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is neither a named position nor <c>row,column</c>.</exception>
    public static TriggerPosition Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out TriggerPosition? position)
            ? position
            : throw new FormatException(
                $"'{s}' is not a position: expected {string.Join(", ", Named)} or row,column (e.g. 4,27)");

    /// <summary>Reads the text form, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider,
        [MaybeNullWhen(false)] out TriggerPosition result)
    {
        result = Named.FirstOrDefault(named => named._text == s) ?? ParsePixel(s);
        return result is not null;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => _text;

    /// <summary>Positions are equal when their text is.</summary>
    public bool Equals(TriggerPosition? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The upper left pixel of a patch of a given size.</summary>
    /// <exception cref="ArgumentException">The patch would leave the image.</exception>
    internal (int Row, int Column) Place(int patchHeight, int patchWidth, int height, int width)
    {
        (int row, int column) = _place(height - patchHeight, width - patchWidth);
        bool fits = row >= 0 && column >= 0 && row <= height - patchHeight && column <= width - patchWidth;
        return fits ? (row, column) : throw new ArgumentException(
            $"a trigger of {patchHeight} x {patchWidth} pixels at {_text} does not fit "
            + $"on an image of {height} x {width}");
    }

    private static TriggerPosition? ParsePixel(string? text) =>
        text?.Split(',') is [string row, string column]
        && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out int y)
        && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int x) ? At(y, x) : null;
}
