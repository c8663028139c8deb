using System.Text.Json;
using DeepDefense.Models;

namespace DeepDefense.Tests.Models;

public sealed class ModelDescriptionTests
{
    private static readonly ModelDescription Small = new() { ImageHeight = 8, ImageWidth = 8, ClassNames = ["a", "b"] };

    [Fact]
    public void An_unknown_architecture_is_refused_with_the_known_ones() =>
        Should.Throw<ArgumentException>(() => Small with { Architecture = "vgg99" }).Message
            .ShouldStartWith("no architecture is named 'vgg99'; there are: preactresnet18, resnet18");

    [Fact]
    public void A_width_below_one_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Small with { Width = 0 }).ParamName.ShouldBe("Width");

    [Fact]
    public void A_height_below_eight_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Small with { ImageHeight = 7 }).ParamName
            .ShouldBe("ImageHeight");

    [Fact]
    public void A_single_class_is_refused() =>
        Should.Throw<ArgumentException>(() => Small with { ClassNames = ["a"] }).Message
            .ShouldStartWith("a classifier needs two classes");

    [Fact]
    public void Two_channels_are_refused() => Should.Throw<ArgumentException>(() => Small with { Mean = [0, 0] });

    [Fact]
    public void A_mean_that_is_no_number_is_refused() =>
        Should.Throw<ArgumentException>(() => Small with { Mean = [0, double.NaN, 0] });

    [Fact]
    public void Parts_that_say_the_usual_are_not_written_so_that_keys_of_stages_stay()
    {
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(Small));
        json.RootElement.EnumerateObject().Select(property => property.Name)
            .ShouldBe(["Architecture", "Width", "ImageHeight", "ImageWidth", "ClassNames", "Mean", "Deviation"]);
    }
}
