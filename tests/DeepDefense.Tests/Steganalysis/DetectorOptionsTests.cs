using DeepDefense.Steganalysis;

namespace DeepDefense.Tests.Steganalysis;

public class DetectorOptionsTests
{
    [Fact]
    public void The_narrow_one_has_half_the_width_and_twice_the_steps_and_nothing_else_is_other()
    {
        DetectorOptions usual = new() { Iterations = 30, LearningRate = 0.1 }, narrow = usual.Narrow();
        (narrow.Network.Width, narrow.Iterations).ShouldBe((18, 60));
        (narrow with { Network = usual.Network, Iterations = 30 }).ShouldBe(usual);
    }
}
