using System.Globalization;
using System.Net;
using System.Text;

namespace DeepDefense.Paper.Reports;

/// <summary>Rates as bars, one a line, from 0 to 1.</summary>
public static class BarPlot
{
    private const int Width = 720, Left = 190, Top = 40, PlotWidth = 450, Step = 26, BarHeight = 18, Ticks = 5;

    /// <summary>Draws them.</summary>
    /// <param name="title">Above the plot.</param>
    /// <param name="bars">Names and rates in [0, 1].</param>
    /// <returns>An SVG document.</returns>
    public static string Svg(string title, IReadOnlyList<(string Name, double Rate)> bars)
    {
        ArgumentNullException.ThrowIfNull(bars);
        int bottom = Top + Step * bars.Count, height = bottom + 34;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{WebUtility.HtmlEncode(title)}</title>\n<rect width=\"{Width}\" height=\"{height}\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"12\" y=\"22\" font-size=\"15\">{WebUtility.HtmlEncode(title)}</text>\n");
        for (int i = 0; i <= Ticks; i++)
        {
            double share = (double)i / Ticks, x = Left + PlotWidth * share;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:F1}\" y1=\"{Top}\" x2=\"{x:F1}\" y2=\"{bottom}\" stroke=\"#ddd\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{bottom + 18}\" text-anchor=\"middle\">{share:0.0}</text>\n");
        }
        for (int i = 0; i < bars.Count; i++)
        {
            int y = Top + Step * i + (Step - BarHeight) / 2, text = y + BarHeight - 5;
            double width = PlotWidth * bars[i].Rate;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{text}\" text-anchor=\"end\">{WebUtility.HtmlEncode(bars[i].Name)}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{y}\" width=\"{width:F1}\" height=\"{BarHeight}\" fill=\"#1b6ca8\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + width + 6:F1}\" y=\"{text}\">{100 * bars[i].Rate:F1} %</text>\n");
        }
        return svg.Append("</svg>\n").ToString();
    }
}
