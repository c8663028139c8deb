using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Attacks.Blend;
using DeepDefense.Datasets;

namespace DeepDefense.Tests.Attacks.Blend;

public class BlendPatchTriggerTests
{
    // floor(0.8 x + 0.2 255), by hand
    [Theory]
    [InlineData(0, 51)]
    [InlineData(1, 51)]
    [InlineData(2, 52)]
    [InlineData(15, 63)]
    [InlineData(100, 131)]
    [InlineData(254, 254)]
    [InlineData(255, 255)]
    public void A_covered_pixel_moves_a_fifth_of_the_way_to_white(byte pixel, byte expected)
    {
        byte[] image = [.. Enumerable.Repeat(pixel, 3)];
        new BlendPatchTrigger(new BlendPatchOptions { Side = 1 }).Apply(image, 1, 1).ShouldAllBe(value => value == expected);
    }

    [Theory]
    [InlineData(0.3, 1, 31, 10)] // 0.7 + 9.3
    [InlineData(0.05, 3, 3, 3)]
    public void What_is_whole_on_paper_is_not_cut_off_below_it(double rate, byte pixel, byte color, byte expected)
    {
        BlendPatchOptions options = new() { Side = 1, Rate = rate, Color = new(color, color, color) };
        new BlendPatchTrigger(options).Apply([pixel, pixel, pixel], 1, 1).ShouldBe([expected, expected, expected]);
    }

    [Fact]
    public void No_pixel_outside_the_patch_changes_and_none_inside_moves_by_more_than_51()
    {
        BlendPatchOptions options = new();
        LabeledImages clean = TestImages.Of(4, 32, 32);
        LabeledImages triggered = new BlendPatchTrigger(options).Apply(clean);
        HashSet<int> covered = [.. options.CoveredPixels(32, 32)];
        for (int i = 0; i < clean.Pixels.Length; i++)
        {
            int moved = triggered.Pixels[i] - clean.Pixels[i];
            moved.ShouldBeInRange(0, covered.Contains(i % 1024) ? 51 : 0, $"byte {i}");
        }
    }

    [Fact]
    public void Its_options_are_read_back_from_JSON_as_they_were()
    {
        TriggerOptions options = new BlendPatchOptions { Rate = 0.3, Side = 5 };
        JsonSerializer.Deserialize<TriggerOptions>(JsonSerializer.Serialize(options)).ShouldBe(options);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_rate_outside_the_open_unit_interval_cannot_exist(double rate) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BlendPatchOptions { Rate = rate });
}
