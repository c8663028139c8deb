using System.Globalization;
using System.Net;
using System.Text;

namespace DeepDefense.Paper.Reports;

/// <summary>Curves as a picture: x as given, y from 0 to 1.</summary>
public static class CurvePlot
{
    private const int Width = 720, Height = 400, Left = 50, Top = 40, PlotWidth = 440, PlotHeight = 310;
    private const int Ticks = 5;
    private static readonly string[] Colors = ["#1b6ca8", "#c0392b", "#1e8449", "#8e44ad", "#b9770e", "#34495e"];

    /// <summary>Draws them.</summary>
    /// <param name="title">Above the plot.</param>
    /// <param name="curves">At least one, each with at least one point.</param>
    /// <returns>An SVG document.</returns>
    public static string Svg(string title, IReadOnlyList<Curve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        double low = curves.Min(curve => curve.Points.Min(point => point.X)), high = curves.Max(curve => curve.Points.Max(point => point.X));
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{WebUtility.HtmlEncode(title)}</title>\n<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{WebUtility.HtmlEncode(title)}</text>\n");
        Axes(svg, low, high);
        for (int i = 0; i < curves.Count; i++) { Line(svg, curves[i], i, low, high); }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Axes(StringBuilder svg, double low, double high)
    {
        for (int i = 0; i <= Ticks; i++)
        {
            double share = (double)i / Ticks, y = Top + PlotHeight * (1 - share), x = Left + PlotWidth * share;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{y:F1}\" x2=\"{Left + PlotWidth}\" y2=\"{y:F1}\" stroke=\"#ddd\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{share:0.0}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{Top + PlotHeight + 18}\" text-anchor=\"middle\">{low + (high - low) * share:0.###}</text>\n");
        }
    }

    private static void Line(StringBuilder svg, Curve curve, int number, double low, double high)
    {
        string color = Colors[number % Colors.Length], dash = number >= Colors.Length ? " stroke-dasharray=\"5 3\"" : "";
        double span = high > low ? high - low : 1;
        string points = string.Join(' ', curve.Points.Select(point => string.Create(CultureInfo.InvariantCulture,
            $"{Left + PlotWidth * (point.X - low) / span:F1},{Top + PlotHeight * (1 - point.Y):F1}")));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"{dash}/>\n");
        int y = Top + 14 + 20 * number, x = Left + PlotWidth + 16;
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x}\" y1=\"{y - 4}\" x2=\"{x + 22}\" y2=\"{y - 4}\" stroke=\"{color}\" stroke-width=\"2\"{dash}/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 28}\" y=\"{y}\">{WebUtility.HtmlEncode(curve.Name)}</text>\n");
    }
}
