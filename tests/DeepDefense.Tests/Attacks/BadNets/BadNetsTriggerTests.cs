using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Patches;
using DeepDefense.Datasets;

namespace DeepDefense.Tests.Attacks.BadNets;

public class BadNetsTriggerTests
{
    [Fact]
    public void By_default_the_last_three_rows_and_columns_of_a_cifar_image_turn_white()
    {
        byte[] triggered = new BadNetsTrigger(new BadNetsOptions()).Apply(new byte[3 * 32 * 32], 32, 32);
        for (int i = 0; i < triggered.Length; i++)
        {
            (int row, int column) = (i % 1024 / 32, i % 32);
            triggered[i].ShouldBe(row >= 29 && column >= 29 ? (byte)255 : (byte)0, $"byte {i}");
        }
    }

    [Theory]
    [InlineData(TriggerShape.Square, "lower-right")]
    [InlineData(TriggerShape.Circle, "centre")]
    [InlineData(TriggerShape.Oval, "upper-left")]
    [InlineData(TriggerShape.Triangle, "1,3")]
    public void Exactly_the_covered_pixels_take_the_color_and_no_other_changes(TriggerShape shape, string position)
    {
        RgbColor color = new(255, 254, 253);
        BadNetsOptions options = new()
        {
            Shape = shape,
            Position = TriggerPosition.Parse(position),
            Side = 4,
            Color = color,
        };
        LabeledImages clean = TestImages.Of(4, 8, 10);
        LabeledImages triggered = new BadNetsTrigger(options).Apply(clean);
        HashSet<int> covered = [.. options.CoveredPixels(8, 10)];
        for (int i = 0; i < clean.Pixels.Length; i++)
        {
            byte ofBand = (i / 80 % 3) switch { 0 => color.Red, 1 => color.Green, _ => color.Blue };
            triggered.Pixels[i].ShouldBe(covered.Contains(i % 80) ? ofBand : clean.Pixels[i], $"byte {i}");
        }
    }
}
