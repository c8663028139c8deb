using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace DeepDefense.Reporting;

/// <summary>What the compiler makes of an interpolated string that is to be <see cref="Html"/>.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlInterpolation
{
    private readonly StringBuilder _markup;

    public HtmlInterpolation(int literalLength, int formattedCount) => _markup = new StringBuilder(literalLength + 16 * formattedCount);

    internal string Markup => _markup.ToString();

    public void AppendLiteral(string literal) => _markup.Append(literal);

    public void AppendFormatted(Html part) => _markup.Append(part.ToString());

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (Html part in parts) { AppendFormatted(part); }
    }

    public void AppendFormatted(string? text) => _markup.Append(Html.Encode(text));

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));
}
