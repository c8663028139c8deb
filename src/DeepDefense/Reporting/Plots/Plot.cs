namespace DeepDefense.Reporting.Plots;

/// <summary>Bars and lines over two axes, as SVG. Colours are attributes, so that it stands alone as a file, and classes
/// (<c>s0</c>, <c>s1</c>, ...), so that the style sheet of a page can overrule them.</summary>
/// <param name="Title">What is shown; also what a screen reader says.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
public sealed record Plot(string Title, PlotAxis X, PlotAxis Y)
{
    private const int Left = 56, Top = 16, PlotWidth = 480, PlotHeight = 230, Below = 46, Right = 16, LegendWidth = 200, TitleHeight = 26, LegendStep = 120;
    private const int Height = Top + PlotHeight + Below, PlainWidth = Left + PlotWidth + Right;
    private static readonly string[] Colors = ["#1b6ca8", "#c0392b", "#1e8449", "#8e44ad", "#b9770e", "#34495e"];

    /// <summary>Drawn below the lines. Default none.</summary>
    public IReadOnlyList<PlotBars> Bars { get; init; } = [];

    /// <summary>Default none.</summary>
    public IReadOnlyList<PlotLine> Lines { get; init; } = [];

    /// <summary>Drawn above all. Default none.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];

    private IEnumerable<string> Names => [.. Bars.Select(bars => bars.Name), .. Lines.Select(line => line.Name)];

    private bool HasLegend => Names.Any(name => name.Length > 0);

    /// <summary>A file of its own, with its title above, on white.</summary>
    public string Document()
    {
        int width = PlainWidth + (HasLegend ? LegendWidth : 0);
        Html title = Html.Of($"""<text x="{Left}" y="{-8}" font-size="15" fill="#111">{Title}</text>""");
        Html ground = Html.Of($"""<rect y="{-TitleHeight}" width="{width}" height="{Height + TitleHeight}" fill="white"/>""");
        return Html.Of($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{Height + TitleHeight}" viewBox="0 {-TitleHeight} {width} {Height + TitleHeight}" font-family="sans-serif" font-size="12">
            <title>{Title}</title>{ground}{title}
            {Body()}{Legend(i => (Left + PlotWidth + 20, Top + 14 + (20 * i)))}
            </svg>

            """).ToString();
    }

    /// <summary>A part of a page, as wide as there is room, with the legend above.</summary>
    internal Html Inline() => Html.Of($"""
        <svg class="plot" viewBox="0 {-TitleHeight} {PlainWidth} {Height + TitleHeight}" font-size="12" role="img" aria-label="{Title}">
        {Body()}{Legend(i => (Left + (LegendStep * i), -8))}
        </svg>
        """);

    private Html Body() => Html.Of($"{Grid()}{Bars.Select(Bar)}{Lines.Select(Line)}{Marks.Select(Mark)}");

    private Html Grid()
    {
        int bottom = Top + PlotHeight, right = Left + PlotWidth;
        IEnumerable<Html> rows = Y.Ticks().Select(tick => Html.Of($"""
            <line class="grid" x1="{Left}" y1="{Down(tick.Value):F1}" x2="{right}" y2="{Down(tick.Value):F1}" stroke="#ddd"/><text x="{Left - 6}" y="{Down(tick.Value) + 4:F1}" text-anchor="end" fill="#444">{tick.Text}</text>
            """));
        IEnumerable<Html> columns = X.Ticks().Select(tick => Html.Of($"""
            <line class="grid" x1="{Across(tick.Value):F1}" y1="{bottom}" x2="{Across(tick.Value):F1}" y2="{bottom + 4}" stroke="#888"/><text x="{Across(tick.Value):F1}" y="{bottom + 18}" text-anchor="middle" fill="#444">{tick.Text}</text>
            """));
        return Html.Of($"""
            {rows}{columns}<text x="{Left + (PlotWidth / 2)}" y="{bottom + 38}" text-anchor="middle" fill="#444">{X.Label}</text><text transform="translate(12 {Top + (PlotHeight / 2)}) rotate(-90)" text-anchor="middle" fill="#444">{Y.Label}</text>
            """);
    }

    private Html Bar(PlotBars bars, int number)
    {
        double width = (Across(bars.High) - Across(bars.Low)) / bars.Heights.Count, left = Across(bars.Low);
        return Html.Of($"""<g class="bars s{number}" fill="{Colors[number % Colors.Length]}" fill-opacity="0.75">{bars.Heights.Select(One)}</g>""");

        Html One(double height, int i) => height <= 0 ? default
            : Html.Of($"""<rect x="{left + (i * width):F1}" y="{Down(height):F1}" width="{width:F1}" height="{Top + PlotHeight - Down(height):F1}"/>""");
    }

    private Html Line(PlotLine line, int index)
    {
        int number = Bars.Count + index;
        string points = string.Join(' ', line.Points.Select(point => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Across(point.X):F1},{Down(point.Y):F1}")));
        return Html.Of($"""<polyline class="line s{number}" points="{points}" fill="none" stroke="{Colors[number % Colors.Length]}" stroke-width="2" stroke-linejoin="round"{Dash(number)}/>""");
    }

    private Html Mark(PlotMark mark, int number)
    {
        bool leftOf = X.Place(mark.X) > 0.7;
        double x = Across(mark.X);
        return Html.Of($"""
            <line class="mark" x1="{x:F1}" y1="{Top}" x2="{x:F1}" y2="{Top + PlotHeight}" stroke="#111" stroke-dasharray="4 3"/><text class="mark" x="{x + (leftOf ? -5 : 5):F1}" y="{Top + 12 + (16 * number)}" text-anchor="{(leftOf ? "end" : "start")}" fill="#111">{mark.Text}</text>
            """);
    }

    private Html Legend(Func<int, (int X, int Y)> place) => !HasLegend ? default : Html.Join(Names.Select((name, number) =>
    {
        (int x, int y) = place(number);
        string color = Colors[number % Colors.Length];
        Html key = number < Bars.Count
            ? Html.Of($"""<g class="bars s{number}" fill="{color}" fill-opacity="0.75"><rect x="{x}" y="{y - 10}" width="22" height="11"/></g>""")
            : Html.Of($"""<line class="line s{number}" x1="{x}" y1="{y - 4}" x2="{x + 22}" y2="{y - 4}" stroke="{color}" stroke-width="2"{Dash(number)}/>""");
        return Html.Of($"""{key}<text x="{x + 28}" y="{y}" fill="#444">{name}</text>""");
    }));

    private static Html Dash(int number) => number < Colors.Length ? default : Html.Of($" stroke-dasharray=\"5 3\"");

    private double Across(double x) => Left + (PlotWidth * X.Place(x));

    private double Down(double y) => Top + (PlotHeight * (1 - Y.Place(y)));
}
