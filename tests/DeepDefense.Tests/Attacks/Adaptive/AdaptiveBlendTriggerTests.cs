using DeepDefense.Attacks;
using DeepDefense.Attacks.Adaptive;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks.Adaptive;

public sealed class AdaptiveBlendTriggerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_whole_picture_attacks()
    {
        AdaptiveBlendTrigger trigger = new(White());
        trigger.Apply(new byte[192], 8, 8).ShouldAllBe(value => value == 51);
    }

    [Fact]
    public void A_training_image_shows_half_of_the_pieces_more_faintly()
    {
        byte[] triggered = new AdaptiveBlendTrigger(White()).ForTraining(new Seed(1)).Apply(new byte[192], 8, 8);
        triggered.Distinct().Order().ToArray().ShouldBe([0, 38]);
        triggered.Count(value => value == 38).ShouldBe(96);
        foreach (int i in Enumerable.Range(0, 192))
        {
            // Pieces of 2 x 2 pixels are shown or not as a whole, and in all bands.
            int first = (i % 64 / 16 * 16) + (i % 8 / 2 * 2);
            triggered[i].ShouldBe(triggered[first], $"byte {i}");
        }
    }

    [Fact]
    public void Training_images_show_different_pieces_each_the_same_alone_and_in_a_batch()
    {
        Trigger training = new AdaptiveBlendTrigger(White()).ForTraining(new Seed(1));
        LabeledImages clean = TestImages.Of(20);
        byte[] batch = training.Apply(clean.Pixels, 8, 8);
        HashSet<string> shown = [];
        for (int i = 0; i < 20; i++)
        {
            byte[] image = batch[(i * 192)..((i + 1) * 192)];
            training.Apply(clean.Image(i), 8, 8).ShouldBe(image);
            byte[] before = clean.Image(i).ToArray();
            shown.Add(string.Concat(image.Zip(before, (a, b) => a == b ? '.' : '#')));
        }
        shown.Count.ShouldBeGreaterThan(15);
    }

    [Fact]
    public void A_small_share_still_shows_one_piece()
    {
        AdaptiveBlendOptions options = White() with { ShownShare = 0.001 };
        new AdaptiveBlendTrigger(options).ForTraining(new Seed(1)).Apply(new byte[192], 8, 8).Count(value => value > 0).ShouldBe(12);
    }

    [Fact]
    public void Other_attacks_are_the_same_in_training()
    {
        Trigger trigger = Triggers.Create("badnets");
        trigger.ForTraining(new Seed(1)).ShouldBeSameAs(trigger);
    }

    private AdaptiveBlendOptions White()
    {
        ImageFile.WritePng(_folder["white.png"], new RgbImage(8, 8, [.. Enumerable.Repeat((byte)255, 192)]));
        return new AdaptiveBlendOptions { Pattern = _folder["white.png"] };
    }
}
