using System.Xml;
using DeepDefense.Imaging;
using DeepDefense.Paper.Reports;

namespace DeepDefense.Paper.Tests.Reports;

public sealed class PngPlotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_shape_is_drawn_in_its_colour_at_twice_its_size_on_white()
    {
        RgbImage image = Draw("""<rect x="1" y="0" width="2" height="1" fill="#1b6ca8"/>""");
        (image.Width, image.Height).ShouldBe((80, 40));
        image.Pixels[..7].ToArray().ShouldBe([255, 255, 0x1B, 0x1B, 0x1B, 0x1B, 255]);
    }

    [Theory]
    [InlineData("serif")]
    [InlineData("a font that is nowhere")]
    public void Text_is_drawn_without_a_font_of_the_system(string family) =>
        Draw($"""<text x="2" y="15" font-family="{family}" font-size="12">Ab1 é µ → ≥</text>""").Pixels.ToArray()
            .Count(value => value < 128).ShouldBeGreaterThan(100);

    [Fact]
    public void The_same_plot_is_the_same_file() =>
        PngPlot.Draw(Document("""<text x="2" y="15">A</text>""")).ShouldBe(PngPlot.Draw(Document("""<text x="2" y="15">A</text>""")));

    [Fact]
    public void What_is_no_xml_is_refused() => Should.Throw<XmlException>(() => PngPlot.Draw("<svg"));

    private static string Document(string content) => $"""<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{content}</svg>""";

    private RgbImage Draw(string content)
    {
        File.WriteAllBytes(_folder["plot.png"], PngPlot.Draw(Document(content)));
        return ImageFile.Read(_folder["plot.png"]);
    }
}
