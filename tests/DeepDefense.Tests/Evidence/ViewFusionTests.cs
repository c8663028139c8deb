using DeepDefense.Evidence;

namespace DeepDefense.Tests.Evidence;

public sealed class ViewFusionTests
{
    private static readonly double[] Others = [-2, -1, 0, 1, 2], None = [0, 0, 0, 0, 0];

    [Fact]
    public void One_view_counts_in_deviations_of_the_images_that_are_not_suspected()
    {
        // Its median is 0, its MAD 1; near it the bound does nothing.
        double[] fused = Fused(View([.. Others, 12]));
        fused[2].ShouldBe(0, 1e-12);
        (fused[4] / fused[3]).ShouldBe(2, 0.1);
        fused[5].ShouldBeGreaterThan(ViewFusion.Threshold);
    }

    [Fact]
    public void A_view_is_bounded_and_keeps_the_order()
    {
        double[] fused = Fused(View([.. Others, 12]), last: 1e6);
        fused[5].ShouldBeGreaterThan(Fused(View([.. Others, 12]))[5]);
        fused[5].ShouldBeLessThan(12);
    }

    [Fact]
    public void Views_that_agree_say_more_than_one()
    {
        EvidenceScores first = View([.. Others, 6]), second = View([2, -1, 0, 1, -2, 6]);
        Fused(first, second)[5].ShouldBeGreaterThan(Fused(first)[5]);
    }

    [Fact]
    public void A_view_in_which_suspected_images_do_not_stand_out_says_nothing() =>
        Fused(View([.. Others, 12]), View([9, -9, 3, 1, 0, 0])).ShouldBe(Fused(View([.. Others, 12])));

    [Fact]
    public void A_view_without_spread_is_no_division_by_zero() =>
        Fused(View([.. None, 1])).ShouldAllBe(score => double.IsFinite(score));

    private static EvidenceScores View(double[] training) => new("view", training, []);

    private static double[] Fused(EvidenceScores view, double last) => Fused(view with { Training = [.. view.Training!.SkipLast(1), last] });

    // The last image is suspected.
    private static double[] Fused(params EvidenceScores[] views)
    {
        double[] fused = new double[6];
        ViewFusion.Of(views, [false, false, false, false, false, true], [0, 1, 2, 3, 4, 5], [], fused, []);
        return fused;
    }
}
