using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Patches;

namespace DeepDefense.Tests.Attacks.BadNets;

public class BadNetsOptionsTests
{
    [Theory]
    [InlineData(32, 32, 3)]
    [InlineData(64, 64, 6)]
    [InlineData(4, 4, 1)]
    [InlineData(32, 128, 6)]
    public void The_default_side_covers_about_one_percent(int height, int width, int side) =>
        new BadNetsOptions().SideOn(height, width).ShouldBe(side);

    [Fact]
    public void A_given_side_holds_on_every_image() => new BadNetsOptions { Side = 9 }.SideOn(64, 64).ShouldBe(9);

    [Fact]
    public void The_default_is_a_white_square_in_the_lower_right_corner() => new BadNetsOptions().ShouldBe(new()
    {
        Shape = TriggerShape.Square,
        Position = TriggerPosition.LowerRight,
        Color = new RgbColor(255, 255, 255),
        Side = null,
    });

    [Fact]
    public void Its_JSON_names_the_attack_and_is_read_back_as_it_was()
    {
        TriggerOptions options = new BadNetsOptions { Shape = TriggerShape.Oval, Position = TriggerPosition.At(1, 2) };
        string json = JsonSerializer.Serialize(options);
        json.ShouldStartWith("""{"attack":"badnets","Shape":"oval","Side":null,"Position":"1,2",""");
        JsonSerializer.Deserialize<TriggerOptions>(json).ShouldBe(options);
    }

    [Fact]
    public void Options_that_make_no_sense_cannot_exist()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new BadNetsOptions { Side = 0 }).Message.ShouldContain("Side");
        Should.Throw<ArgumentOutOfRangeException>(() => new BadNetsOptions() with { Shape = (TriggerShape)7 });
        Should.Throw<ArgumentNullException>(() => new BadNetsOptions { Position = null! });
    }
}
