using DeepDefense.Mitigation.AntiBackdoorLearning;

namespace DeepDefense.Tests.Mitigation;

public sealed class AntiBackdoorLearningOptionsTests
{
    [Fact]
    public void The_paper_takes_107_epochs_and_turns_after_25()
    {
        AntiBackdoorLearningOptions paper = AntiBackdoorLearningOptions.Paper;
        (paper.TurningEpoch, paper.TurningEpoch + paper.FineTuningEpochs, paper.IsolationRate).ShouldBe((25, 107, 0.01));
    }

    [Fact]
    public void The_authors_let_batch_norm_drift_in_the_ascent_and_we_do_not()
    {
        AntiBackdoorLearningOptions.Original.HoldStatistics.ShouldBeFalse();
        new AntiBackdoorLearningOptions().HoldStatistics.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0.1, 3, 8)]
    [InlineData(0.001, 1, 1)]
    [InlineData(2, 50, 164)]
    public void A_course_scales_and_keeps_an_epoch_of_each_stage(double factor, int turning, int tuning)
    {
        AntiBackdoorLearningOptions scaled = AntiBackdoorLearningOptions.Paper.Scaled(factor);
        (scaled.TurningEpoch, scaled.FineTuningEpochs, scaled.UnlearningEpochs).ShouldBe((turning, tuning, 4));
    }

    [Fact]
    public void No_factor_and_no_turning_epoch_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new AntiBackdoorLearningOptions().Scaled(0));
        Should.Throw<ArgumentOutOfRangeException>(() => new AntiBackdoorLearningOptions { TurningEpoch = 0 });
    }
}
