using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace DeepDefense.Reporting;

/// <summary>Markup. Text becomes markup only by being encoded, so that a hostile class name or path stays text wherever it is put.</summary>
internal readonly record struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>Markup around values: text and numbers in holes are encoded, <see cref="Html"/> in holes is put in as it is.</summary>
    internal static Html Of(HtmlInterpolation content) => new(content.Markup);

    /// <summary>Parts one after the other.</summary>
    internal static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part._markup)));

    /// <summary>Markup that this assembly made itself, e.g. its style sheet. Never text from outside.</summary>
    internal static Html Trusted(string markup) => new(markup);

    /// <summary>An image as a data URI: base64 needs no encoding.</summary>
    internal static Html PngUri(byte[] png) => new("data:image/png;base64," + Convert.ToBase64String(png));

    /// <summary>Text as it stands in content and in quoted attributes.</summary>
    internal static string Encode(string? text) => text is null ? "" : Encoder.Encode(text);

    public override string ToString() => _markup ?? "";
}
