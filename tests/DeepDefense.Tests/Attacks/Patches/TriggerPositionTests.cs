using DeepDefense.Attacks.Patches;

namespace DeepDefense.Tests.Attacks.Patches;

public class TriggerPositionTests
{
    [Theory]
    [InlineData("lower-right", 5, 6)]
    [InlineData("lower-left", 5, 0)]
    [InlineData("upper-right", 0, 6)]
    [InlineData("upper-left", 0, 0)]
    [InlineData("centre", 2, 3)]
    [InlineData("4,1", 4, 1)]
    [InlineData("5,6", 5, 6)]
    public void A_patch_of_3_x_2_pixels_lies_on_an_image_of_8_x_8_at(string text, int row, int column) =>
        TriggerPosition.Parse(text).Place(3, 2, 8, 8).ShouldBe((row, column));

    [Fact]
    public void Every_named_position_is_read_back_from_its_text()
    {
        foreach (TriggerPosition position in TriggerPosition.Named)
        {
            TriggerPosition.Parse(position.ToString()).ShouldBe(position);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("bottom-right")]
    [InlineData("4")]
    [InlineData("4,-1")]
    [InlineData("4,1,2")]
    [InlineData("4, 1")]
    [InlineData("99999999999,1")]
    public void A_text_that_is_no_position_lists_what_is(string text) =>
        Should.Throw<FormatException>(() => TriggerPosition.Parse(text)).Message
            .ShouldContain("expected lower-right, lower-left, upper-right, upper-left, centre or row,column");

    [Fact]
    public void Equal_places_are_equal()
    {
        TriggerPosition.Parse("04,1").ShouldBe(TriggerPosition.At(4, 1));
        TriggerPosition.Parse("04,1").GetHashCode().ShouldBe(TriggerPosition.At(4, 1).GetHashCode());
        TriggerPosition.At(4, 1).ShouldNotBe(TriggerPosition.At(1, 4));
    }

    [Theory]
    [InlineData("6,0")]
    [InlineData("0,7")]
    [InlineData("2147483647,0")]
    public void A_patch_that_would_leave_the_image_is_refused(string text) =>
        Should.Throw<ArgumentException>(() => TriggerPosition.Parse(text).Place(3, 2, 8, 8)).Message
            .ShouldBe($"a trigger of 3 x 2 pixels at {text} does not fit on an image of 8 x 8");

    [Fact]
    public void A_negative_place_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => TriggerPosition.At(-1, 0));
}
