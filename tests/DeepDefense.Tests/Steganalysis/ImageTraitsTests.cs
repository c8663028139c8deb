using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Steganalysis;

public sealed class ImageTraitsTests
{
    [Fact]
    public void Smooth_images_show_no_blocks_and_coarse_ones_of_8_pixels_do()
    {
        ImageTraits.Of(Images(60, 24, (x, y, random) => (3 * x) + (2 * y) + random)).BlockEdges.ShouldBe(1, 0.1);
        ImageTraits.Of(Images(60, 24, (x, y, random) => (3 * x) + (2 * y) + random + (x / 8 * 20) + (y / 8 * 20))).BlockEdges.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Block_edges_are_those_of_a_hand_calculation()
    {
        // One row of 16 pixels: across the border 9, beside it 2 and 4.
        byte[] row = [0, 0, 0, 0, 0, 0, 0, 2, 11, 15, 15, 15, 15, 15, 15, 15];
        ImageTraits.Of(new LabeledImages([.. row, .. row, .. row], [0], 1, 16, ["a", "b"])).BlockEdges.ShouldBe(Math.Sqrt(9.0 / 3), 1e-12);
    }

    [Fact]
    public void Grey_images_are_counted()
    {
        LabeledImages grey = Images(10, 16, (x, y, _) => x + y), coloured = Images(10, 16, (x, y, _) => x + y, tint: 5);
        (ImageTraits.Of(grey).GreyShare, ImageTraits.Of(coloured).GreyShare).ShouldBe((1, 0));
        ImageTraits.Of(grey).DifferencesFrom(ImageTraits.Of(coloured), "these", "those").ShouldBe(["100 % of these are grey, of those 0 %"]);
    }

    [Fact]
    public void Sets_of_one_kind_do_not_differ()
    {
        LabeledImages images = Images(200, 32, (x, y, random) => (3 * x) + (2 * y) + random, tint: 3);
        ImageTraits.Of(images.Subset([.. Enumerable.Range(0, 100)])).DifferencesFrom(ImageTraits.Of(images.Subset([.. Enumerable.Range(100, 100)])), "these", "those").ShouldBeEmpty();
    }

    [Fact]
    public void What_differs_is_said_with_the_sizes_and_with_what_shows_blocks()
    {
        ImageTraits plain = new(32, 32, 0, 1, 1000), compressed = new(64, 48, 0, 1.1, 1000);
        compressed.DifferencesFrom(plain, "training images", "clean ones").ShouldBe(
            ["training images are of 48 x 64 pixels, clean ones of 32 x 32", "training images show JPEG's blocks, clean ones do not or less"]);
        plain.DifferencesFrom(compressed, "training images", "clean ones")[1].ShouldBe("clean ones show JPEG's blocks, training images do not or less");
    }

    [Fact]
    public void Roughness_is_that_of_a_hand_calculation()
    {
        // Two equal rows of 4 pixels, side by side 3, 1 and 5 apart, two apart 4 and 6.
        byte[] rows = [0, 3, 4, 9, 0, 3, 4, 9];
        ImageTraits.Of(new LabeledImages([.. rows, .. rows, .. rows], [0], 2, 4, ["a", "b"])).Roughness!.Value.ShouldBe((3 + 1 + 5) / 10.0, 1e-12);
    }

    [RealDataFact]
    public void Images_that_were_resized_are_told_from_others()
    {
        LabeledImages all = DatasetLoader.Open(Path.Combine(RealData.Root!, "cifar10"), new DatasetOptions(), new Seed(1)).Dataset.Train;
        LabeledImages some = all.Subset([.. Enumerable.Range(0, 300)]), others = all.Subset([.. Enumerable.Range(300, 80)]);
        ImageTraits.Of(some).DifferencesFrom(ImageTraits.Of(others), "these", "those").ShouldBeEmpty();
        byte[] resized = [.. Enumerable.Range(0, some.Count).SelectMany(i => ImageResizer.Resize(ImageResizer.Resize(some.ToImage(i), 64, 64), 32, 32).Pixels.ToArray())];
        LabeledImages smooth = new(resized, some.Labels.ToArray(), 32, 32, some.ClassNames);
        ImageTraits.Of(smooth).DifferencesFrom(ImageTraits.Of(others), "these", "those").ShouldBe(["these are smoother than those, as if they had been resized from another size"]);
    }

    [Fact]
    public void A_detector_of_before_says_nothing_of_roughness() =>
        (new ImageTraits(32, 32, 0, 1, 10) { Roughness = 0.9 }).DifferencesFrom(new ImageTraits(32, 32, 0, 1, 1000), "these", "those").ShouldBeEmpty();

    [Fact]
    public void Few_images_may_differ_more_by_chance() =>
        new ImageTraits(32, 32, 0, 1.09, 10).DifferencesFrom(new ImageTraits(32, 32, 0, 1, 1000), "these", "those").ShouldBeEmpty();

    private static LabeledImages Images(int count, int side, Func<int, int, int, int> value, byte tint = 0)
    {
        RandomStream random = new Seed(5).For("images").Stream();
        byte[] pixels = new byte[count * 3 * side * side];
        for (int image = 0; image < count; image++)
        {
            for (int at = 0; at < side * side; at++)
            {
                byte grey = (byte)Math.Clamp(value(at % side, at / side, random.Next(20)), 0, 250);
                for (int band = 0; band < 3; band++) { pixels[(((image * 3) + band) * side * side) + at] = (byte)(grey + (band * tint)); }
            }
        }
        return new LabeledImages(pixels, new int[count], side, side, ["a", "b"]);
    }
}
