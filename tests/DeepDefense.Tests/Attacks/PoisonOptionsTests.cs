using DeepDefense.Attacks;

namespace DeepDefense.Tests.Attacks;

public class PoisonOptionsTests
{
    [Fact]
    public void The_defaults_are_the_papers() =>
        new PoisonOptions().ShouldBe(new() { PoisonRate = 0.10, Target = 0, IncludeTargetClass = true });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_rate_outside_of_0_to_1_is_refused(double rate) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PoisonOptions { PoisonRate = rate })
            .Message.ShouldContain("must lie in (0, 1)");

    [Fact]
    public void A_negative_target_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PoisonOptions { Target = -1 });
}
