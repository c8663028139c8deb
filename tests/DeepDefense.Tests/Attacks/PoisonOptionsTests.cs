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

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 2)]
    [InlineData(2, 7)]
    [InlineData(3, 4)]
    public void Of_several_targets_a_class_has_that_of_its_remainder(int label, int target) =>
        new PoisonOptions { Target = 4, FurtherTargets = new ClassList(2, 7) }.TargetOf(label, 10).ShouldBe(target);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 0)]
    public void In_an_all_to_all_attack_the_target_is_the_next_class(int label, int target) =>
        new PoisonOptions { LabelAttack = LabelAttack.AllToAll }.TargetOf(label, 10).ShouldBe(target);

    public static TheoryData<string, PoisonOptions> Contradictions => new()
    {
        { "target 3 is no class: there are 3", new() { FurtherTargets = new ClassList(3) } },
        { "source 5 is no class: there are 3", new() { SourceClasses = new ClassList(1, 5) } },
        { "further targets are other classes", new() { FurtherTargets = new ClassList(0) } },
        { "further targets are other classes", new() { FurtherTargets = new ClassList(1), LabelAttack = LabelAttack.CleanLabel } },
        { "an all-to-all attack has no target 2", new() { Target = 2, LabelAttack = LabelAttack.AllToAll } },
        { "a clean-label attack has no source classes", new() { SourceClasses = new ClassList(1), LabelAttack = LabelAttack.CleanLabel } },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Options_that_contradict_each_other_or_the_set_are_refused_with_the_reason(string message, PoisonOptions options) =>
        Should.Throw<ArgumentException>(() => options.Check(3)).Message.ShouldContain(message);

    [Fact]
    public void A_cover_rate_of_1_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PoisonOptions { CoverRate = 1 }).Message.ShouldContain("must lie in [0, 1)");

    [Fact]
    public void A_negative_target_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PoisonOptions { Target = -1 });
}
