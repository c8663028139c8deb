using DeepDefense.Attacks.Patches;

namespace DeepDefense.Tests.Attacks.Patches;

public class PatchMaskTests
{
    public static TheoryData<TriggerShape> Shapes => [.. Enum.GetValues<TriggerShape>()];

    [Theory]
    [InlineData(TriggerShape.Square, 3, "###/###/###")]
    [InlineData(TriggerShape.Circle, 1, "#")]
    [InlineData(TriggerShape.Circle, 3, ".#./###/.#.")]
    [InlineData(TriggerShape.Circle, 6, "..##../.####./######/######/.####./..##..")]
    [InlineData(TriggerShape.Oval, 1, "#")]
    [InlineData(TriggerShape.Oval, 3, "###")]
    [InlineData(TriggerShape.Oval, 4, ".##./####/.##.")]
    [InlineData(TriggerShape.Oval, 6, ".####./######/.####.")]
    [InlineData(TriggerShape.Triangle, 1, "#")]
    [InlineData(TriggerShape.Triangle, 3, ".#./###/###")]
    [InlineData(TriggerShape.Triangle, 5, "..#../.###./.###./#####/#####")]
    [InlineData(TriggerShape.Triangle, 6, "..##../..##../.####./.####./######/######")]
    public void A_shape_of_some_side_looks_like(TriggerShape shape, int side, string picture) =>
        Draw(PatchMask.Of(shape, side)).ShouldBe(picture);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_touches_all_four_sides_of_its_box_and_mirrors_left_to_right(TriggerShape shape)
    {
        for (int side = 1; side <= 16; side++)
        {
            string[] rows = Draw(PatchMask.Of(shape, side)).Split('/');
            rows[0].ShouldContain('#');
            rows[^1].ShouldContain('#');
            rows.ShouldContain(row => row.StartsWith('#') && row.EndsWith('#'));
            rows.ShouldAllBe(row => row == string.Concat(row.Reverse()) && row.Length == side);
        }
    }

    private static string Draw(PatchMask mask) => string.Join('/', Enumerable.Range(0, mask.Height).Select(row =>
        string.Concat(Enumerable.Range(0, mask.Width).Select(column => mask.Covers(row, column) ? '#' : '.'))));
}
