using System.Xml.Linq;
using DeepDefense.Reporting.Plots;

namespace DeepDefense.Tests.Reporting.Plots;

public sealed class PlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_line_from_corner_to_corner_ends_in_the_corners()
    {
        Plot plot = new("diagonal", new PlotAxis("x", 0, 10), new PlotAxis("y", 0, 1)) { Lines = [new PlotLine("", [new PlotPoint(0, 0), new PlotPoint(10, 1)])] };
        XElement drawn = XElement.Parse(plot.Document());
        string[] grid = [.. drawn.Elements(Svg + "line").Select(line => $"{line.Attribute("x1")!.Value},{line.Attribute("y1")!.Value}")];
        drawn.Element(Svg + "polyline")!.Attribute("points")!.Value.ShouldBe("56.0,246.0 536.0,16.0");
        grid.ShouldContain("56,246.0");
    }

    [Fact]
    public void Bars_stand_on_the_bottom_and_are_as_high_as_their_value()
    {
        Plot plot = new("bars", new PlotAxis("", 0, 2), new PlotAxis("", 0, 10)) { Bars = [new PlotBars("", 0, 2, [5, 0])] };
        XElement only = XElement.Parse(plot.Document()).Descendants(Svg + "g").Single().Elements().Single();
        (only.Attribute("y")!.Value, only.Attribute("height")!.Value, only.Attribute("width")!.Value).ShouldBe(("131.0", "115.0", "240.0"));
    }

    [Fact]
    public void Names_and_titles_stay_text()
    {
        Plot plot = new("<a>&", new PlotAxis("<b>", 0, 1), new PlotAxis("<c>", 0, 1))
        {
            Lines = [new PlotLine("<d>", [new PlotPoint(0, 0)]), new PlotLine("<e>", [new PlotPoint(1, 1)])],
            Marks = [new PlotMark(0.5, "<f>")],
        };
        XElement.Parse(plot.Document()).Descendants(Svg + "text").Select(text => text.Value).ShouldBeSubsetOf(["<a>&", "<b>", "<c>", "<d>", "<e>", "<f>", "0", "0.2", "0.4", "0.6", "0.8", "1"]);
    }
}
