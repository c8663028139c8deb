using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Attacks;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Steganalysis;

public class BandCorrelationTests
{
    // Red 1 2 3 4, green 2 4 6 8 (Corr 1), blue 4 1 3 2: centred red -1.5 -.5 .5 1.5, blue 1.5 -1.5 .5 -.5;
    // products sum to -2, both squares to 5: Corr = -0.4.
    private static readonly byte[] ByHand = [1, 2, 3, 4, 2, 4, 6, 8, 4, 1, 3, 2];

    [Fact]
    public void A_correlation_computed_by_hand()
    {
        BandCorrelationReport report = BandCorrelation.OfImages(Images(ByHand));
        report.RedGreen!.Value.ShouldBe(1, 1e-15);
        report.RedBlue!.Value.ShouldBe(-0.4, 1e-15);
        report.GreenBlue!.Value.ShouldBe(-0.4, 1e-15);
        report.Mean!.Value.ShouldBe(0.2 / 3, 1e-15);
        (report.Counted, report.LeftOut).ShouldBe((1, 0));
    }

    [Fact]
    public void Correlations_are_averaged_over_images_and_not_over_pooled_pixels()
    {
        byte[] opposite = [101, 102, 103, 104, 4, 3, 2, 1, 4, 1, 3, 2];
        BandCorrelationReport report = BandCorrelation.OfImages(Images([.. ByHand, .. opposite]));
        report.RedGreen!.Value.ShouldBe(0, 1e-15);
        report.RedBlue!.Value.ShouldBe(-0.4, 1e-15);
        report.GreenBlue!.Value.ShouldBe(0, 1e-15);
    }

    [Fact]
    public void The_median_stands_beside_the_mean()
    {
        byte[] opposite = [101, 102, 103, 104, 4, 3, 2, 1, 4, 1, 3, 2];
        BandCorrelationReport report = BandCorrelation.OfImages(Images([.. ByHand, .. opposite, .. ByHand]));
        report.RedGreen!.Value.ShouldBe(1d / 3, 1e-15);
        report.Median!.RedGreen.ShouldBe(1, 1e-15);
        report.Median.RedBlue.ShouldBe(-0.4, 1e-15);
        report.Median.GreenBlue.ShouldBe(-0.4, 1e-15);
    }

    [Fact]
    public void The_median_of_two_images_lies_between_them()
    {
        byte[] opposite = [101, 102, 103, 104, 4, 3, 2, 1, 4, 1, 3, 2];
        BandCorrelation.OfImages(Images([.. ByHand, .. opposite])).Median!.RedGreen.ShouldBe(0, 1e-15);
    }

    [Fact]
    public void An_image_with_a_band_of_one_value_is_left_out_and_counted_as_such()
    {
        byte[] flat = [1, 2, 3, 4, 2, 4, 6, 8, 9, 9, 9, 9];
        BandCorrelationReport report = BandCorrelation.OfImages(Images([.. ByHand, .. flat]));
        (report.Counted, report.LeftOut).ShouldBe((1, 1));
        report.RedGreen!.Value.ShouldBe(1, 1e-15);
    }

    [Fact]
    public void Where_no_image_is_left_nothing_is_known() =>
        BandCorrelation.OfImages(Images(new byte[12])).ShouldBe(new BandCorrelationReport(null, null, null, 0, 1));

    [Fact]
    public void A_trigger_is_measured_on_what_it_added()
    {
        byte[] triggered = [.. ByHand.Select((value, i) => (byte)(ByHand[i] + 10 + value))];
        BandCorrelationReport report = BandCorrelation.OfTrigger(Images(ByHand), Images(triggered));
        report.ShouldBe(BandCorrelation.OfImages(Images(ByHand)));
    }

    [Fact]
    public void Over_the_changed_pixels_a_white_patch_is_as_correlated_as_what_it_covers()
    {
        LabeledImages clean = TestImages.Of(20, 3, 3);
        LabeledImages larger = Enlarged(clean);
        LabeledImages triggered = new BadNetsTrigger(new BadNetsOptions { Side = 3 }).Apply(larger);
        BandCorrelationReport changed = BandCorrelation.OfTrigger(larger, triggered, TriggerRegion.Changed);
        BandCorrelationReport covered = BandCorrelation.OfImages(clean);
        changed.RedGreen!.Value.ShouldBe(covered.RedGreen!.Value, 1e-12);
        changed.RedBlue!.Value.ShouldBe(covered.RedBlue!.Value, 1e-12);
        changed.GreenBlue!.Value.ShouldBe(covered.GreenBlue!.Value, 1e-12);
        BandCorrelation.OfTrigger(larger, triggered).Mean!.Value.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void A_trigger_that_changes_nothing_has_no_correlation() =>
        BandCorrelation.OfTrigger(Images(ByHand), Images(ByHand), TriggerRegion.Changed).LeftOut.ShouldBe(1);

    [Fact]
    public void Sets_that_do_not_match_are_refused() =>
        Should.Throw<ArgumentException>(() => BandCorrelation.OfTrigger(TestImages.Of(2), TestImages.Of(3))).Message
            .ShouldContain("3 triggered images of 8 x 8 for 2 clean ones of 8 x 8");

    [RealDataFact]
    public void On_CIFAR10_images_and_BadNets_triggers_are_correlated_as_documented()
    {
        string path = Path.Combine(RealData.Root!, "cifar10");
        LabeledImages clean = DatasetLoader.Open(path, new DatasetOptions(), new Seed(1)).Dataset.Train;
        LabeledImages triggered = new BadNetsTrigger(new BadNetsOptions()).Apply(clean);
        ShouldBeAbout(BandCorrelation.OfImages(clean), 0.93, 0.85, 0.93);
        ShouldBeAbout(BandCorrelation.OfTrigger(clean, triggered), 1.00, 0.99, 1.00);
        ShouldBeAbout(BandCorrelation.OfTrigger(clean, triggered, TriggerRegion.Changed), 0.90, 0.84, 0.88);
    }

    private static void ShouldBeAbout(
        BandCorrelationReport report, double redGreen, double redBlue, double greenBlue)
    {
        report.RedGreen!.Value.ShouldBe(redGreen, 0.01);
        report.RedBlue!.Value.ShouldBe(redBlue, 0.01);
        report.GreenBlue!.Value.ShouldBe(greenBlue, 0.01);
    }

    private static LabeledImages Images(byte[] pixels) => new(pixels, new int[pixels.Length / 12], 2, 2, ["any"]);

    /// <summary>3 x 3 images in the lower right corner of black 9 x 9 ones.</summary>
    private static LabeledImages Enlarged(LabeledImages images)
    {
        byte[] pixels = new byte[images.Count * 3 * 81];
        for (int i = 0; i < images.Pixels.Length; i++)
        {
            pixels[(i / 9 * 81) + ((6 + (i % 9 / 3)) * 9) + 6 + (i % 3)] = images.Pixels[i];
        }
        return new LabeledImages(pixels, images.Labels.ToArray(), 9, 9, images.ClassNames);
    }
}
