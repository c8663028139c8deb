namespace DeepDefense.Reporting.Plots;

/// <summary>Rates as bars from 0 to 1, one a line, each with its name, as SVG.</summary>
/// <param name="Title">What is shown; also what a screen reader says.</param>
/// <param name="Bars">Names and rates in [0, 1].</param>
public sealed record BarChart(string Title, IReadOnlyList<(string Name, double Rate)> Bars)
{
    private const int Width = 720, Left = 190, Top = 40, PlotWidth = 450, Step = 26, BarHeight = 18, Ticks = 5;

    private int Bottom => Top + (Step * Bars.Count);

    /// <summary>A file of its own, with its title above, on white.</summary>
    public string Document()
    {
        int height = Bottom + 34;
        return Html.Of($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="12">
            <title>{Title}</title><rect width="{Width}" height="{height}" fill="white"/><text x="12" y="22" font-size="15">{Title}</text>
            {Enumerable.Range(0, Ticks + 1).Select(Tick)}{Bars.Select(Bar)}
            </svg>

            """).ToString();
    }

    private Html Tick(int number)
    {
        double share = (double)number / Ticks, x = Left + (PlotWidth * share);
        return Html.Of($"""
            <line x1="{x:F1}" y1="{Top}" x2="{x:F1}" y2="{Bottom}" stroke="#ddd"/><text x="{x:F1}" y="{Bottom + 18}" text-anchor="middle">{share:0.0}</text>
            """);
    }

    private static Html Bar((string Name, double Rate) bar, int number)
    {
        int y = Top + (Step * number) + ((Step - BarHeight) / 2), text = y + BarHeight - 5;
        double width = PlotWidth * bar.Rate;
        return Html.Of($"""
            <text x="{Left - 8}" y="{text}" text-anchor="end">{bar.Name}</text><rect x="{Left}" y="{y}" width="{width:F1}" height="{BarHeight}" fill="#1b6ca8"/><text x="{Left + width + 6:F1}" y="{text}">{100 * bar.Rate:F1} %</text>
            """);
    }
}
