using SkiaSharp;
using Svg.Skia;
using Svg.Skia.TypefaceProviders;

namespace DeepDefense.Paper.Reports;

/// <summary>A plot as PNG. Text is set in an embedded font, so that the picture needs no program and no font of the system.</summary>
public static class PngPlot
{
    private const int Zoom = 2, LosslessQuality = 100;
    private static readonly EmbeddedFont Font = new();

    /// <summary>Draws an SVG document at twice its size, on white.</summary>
    /// <param name="svg">It.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="ArgumentException">Nothing in it can be drawn.</exception>
    /// <exception cref="System.Xml.XmlException">It is no XML.</exception>
    public static byte[] Draw(string svg)
    {
        ArgumentException.ThrowIfNullOrEmpty(svg);
        using SKSvg drawing = new();
        drawing.Settings.TypefaceProviders = [Font];
        using MemoryStream png = new();
        drawing.FromSvg(svg);
        return drawing.Save(png, SKColors.White, SKEncodedImageFormat.Png, LosslessQuality, Zoom, Zoom) ? png.ToArray()
            : throw new ArgumentException("an SVG document of which nothing can be drawn", nameof(svg));
    }

    /// <summary>One typeface whatever is asked for: DejaVu Sans 2.37, cut down to Latin and Greek letters and some signs.</summary>
    private sealed class EmbeddedFont : ITypefaceProvider
    {
        private readonly SKTypeface _typeface = SKTypeface.FromStream(typeof(PngPlot).Assembly.GetManifestResourceStream("DeepDefense.Paper.Reports.DejaVuSans.ttf")!);

        public SKTypeface FromFamilyName(string fontFamily, SKFontStyleWeight fontWeight, SKFontStyleWidth fontWidth, SKFontStyleSlant fontStyle) => _typeface;
    }
}
