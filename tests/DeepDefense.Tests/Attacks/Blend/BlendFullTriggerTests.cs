using DeepDefense.Attacks.Blend;
using DeepDefense.Imaging;

namespace DeepDefense.Tests.Attacks.Blend;

public class BlendFullTriggerTests
{
    [Fact]
    public void Every_pixel_moves_a_fifth_of_the_way_to_the_picture()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "picture.png");
        ImageFile.WritePng(file, new RgbImage(1, 2, [10, 20, 30, 40, 50, 255]));
        byte[] triggered = new BlendFullTrigger(new BlendFullOptions { Pattern = file }).Apply([100, 100, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0], 1, 2);
        triggered.ShouldBe([82, 84, 6, 8, 214, 255, 2, 4, 6, 8, 10, 51]); // floor(0.8 x + 0.2 t)
    }

    [Fact]
    public void A_picture_of_another_size_is_resized_to_the_image()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "picture.png");
        ImageFile.WritePng(file, new RgbImage(4, 6, [.. Enumerable.Repeat((byte)200, 72)]));
        new BlendFullTrigger(new BlendFullOptions { Pattern = file }).Pattern(8, 8).Pixels.ToArray().ShouldAllBe(value => value == 200);
    }

    [Fact]
    public void Without_a_file_the_seed_draws_the_picture()
    {
        byte[] Drawn(ulong seed) => new BlendFullTrigger(new BlendFullOptions { PatternSeed = seed }).Pattern(32, 32).Pixels.ToArray();
        Drawn(1).ShouldBe(Drawn(1));
        Drawn(1).ShouldNotBe(Drawn(2));
    }

    [Fact]
    public void A_picture_that_is_no_image_is_named()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "picture.png");
        File.WriteAllText(file, "not an image");
        Should.Throw<ImageFormatException>(() => new BlendFullTrigger(new BlendFullOptions { Pattern = file }).Apply(new byte[3], 1, 1))
            .Message.ShouldContain(file);
    }
}
