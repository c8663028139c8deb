using System.Xml.Linq;
using DeepDefense.Imaging;
using DeepDefense.Paper.Reports;

namespace DeepDefense.Paper.Tests.Reports;

public sealed class ReproductionFilesTests : IDisposable
{
    private static readonly Reproduction Example = new("figure9", "Faces", "Rates & more",
        [new("BadNets", "ASR", 0.75, 0.5, 12.4), new("BadNets", "AUC", null, 0.98765, 3) { Origin = "yesterday" },
            new("a, \"b\"", "ASR", null, null, 0)], ["Half of it."])
    {
        Origin = "today",
        Curves = [new("a < b", [new(0.02, "0.02", 0.1), new(0.1, "0.10", 1)])],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_csv_has_every_number_as_it_is_and_nothing_where_there_is_none()
    {
        new ReproductionFiles(_folder.Path).Write(Example);
        string[] lines = File.ReadAllLines(_folder["figure9-faces.csv"]);
        lines[0].ShouldBe("task,subject,quantity,paper,ours,difference,stage seconds,measured");
        lines[1].ShouldBe("Faces,BadNets,ASR,0.75,0.5,-0.25,12.4,today");
        lines[2].ShouldBe("Faces,BadNets,AUC,,0.98765,,3.0,yesterday");
        lines[3].ShouldBe("Faces,\"a, \"\"b\"\"\",ASR,,,,0.0,today");
    }

    [Fact]
    public void What_was_written_is_read_again_with_its_picture()
    {
        new ReproductionFiles(_folder.Path).Write(Example);
        Reproduction read = new ReproductionFiles(_folder.Path).Read("figure9", "Faces")!;
        read.Measurements.ShouldBe(Example.Measurements);
        read.Curves.Single().Points.ShouldBe(Example.Curves.Single().Points);
        read.Pictures.ShouldBe(["figure9-faces.svg"]);
        new ReproductionFiles(_folder.Path).Read("figure9", "CIFAR10").ShouldBeNull();
    }

    [Fact]
    public void Bars_are_as_long_as_their_rates()
    {
        Reproduction bars = Example with { Name = "figure8", Curves = [], Bars = "ASR" };
        new ReproductionFiles(_folder.Path).Write(bars);
        XDocument svg = XDocument.Load(_folder["figure8-faces.svg"]);
        svg.Descendants().Where(element => element.Name.LocalName == "rect").Select(rect => rect.Attribute("width")!.Value).ShouldBe(["720", "225.0", "0.0"]);
        svg.Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value).ShouldContain("50.0 %");
    }

    [Fact]
    public void A_plot_is_also_a_png_of_twice_its_size()
    {
        new ReproductionFiles(_folder.Path).Write(Example).ShouldContain(_folder["figure9-faces.png"]);
        RgbImage png = ImageFile.Read(_folder["figure9-faces.png"]);
        (png.Width, png.Height).ShouldBe((1504, 636));
    }

    [Fact]
    public void A_figure_is_drawn_as_well_formed_svg_with_its_legend()
    {
        new ReproductionFiles(_folder.Path).Write(Example).ShouldContain(_folder["figure9-faces.svg"]);
        XDocument svg = XDocument.Load(_folder["figure9-faces.svg"]);
        svg.Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value).ShouldContain("a < b");
        svg.Descendants().Single(element => element.Name.LocalName == "polyline").Attribute("points")!.Value.ShouldBe("56.0,223.0 536.0,16.0");
    }
}
