using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Optim;

public sealed class LearningRateScheduleTests : LeakCheck
{
    private readonly Safetensors _file;

    public LearningRateScheduleTests() => _file = Numbers.Oracle("schedules.safetensors");

    [Fact]
    public void One_cycle_is_that_of_pytorch() => ShouldAgree("onecycle", new OneCycle(0.1, 20));

    [Fact]
    public void One_cycle_of_other_shares_is_that_of_pytorch() =>
        ShouldAgree("onecycle_other", new OneCycle(0.02, 13, RiseShare: 0.4, StartDivisor: 10, EndDivisor: 50));

    [Fact]
    public void Cosine_is_that_of_pytorch() => ShouldAgree("cosine", new CosineDecay(0.1, 10, 0.001));

    [Fact]
    public void Multi_step_decay_is_that_of_pytorch() => ShouldAgree("multistep", new MultiStepDecay(0.1, [4, 7]));

    [Fact]
    public void Inverse_decay_is_that_of_caffe() =>
        ShouldAgree("inverse", new InverseDecay(0.01, 0.0001, 0.75), stride: 1000);

    [Fact]
    public void A_constant_stays() => new ConstantRate(0.3).At(1_000_000).ShouldBe(0.3);

    [Fact]
    public void Beyond_its_end_cosine_stays_at_the_minimum() =>
        new CosineDecay(1, 10, 0.25).At(99).ShouldBe(0.25, 1e-15);

    [Fact]
    public void Beyond_its_end_one_cycle_stays_at_its_last_rate() =>
        new OneCycle(1, 10).At(99).ShouldBe(new OneCycle(1, 10).At(9));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_short_cycle_has_a_rate_at_every_step(int steps) =>
        Enumerable.Range(0, steps).Select(step => new OneCycle(1, steps).At(step))
            .ShouldAllBe(rate => rate > 0 && rate <= 1);

    protected override void Free() => _file.Dispose();

    private void ShouldAgree(string name, LearningRateSchedule schedule, int stride = 1)
    {
        double[] expected = _file.Tensors[name].ToArray<double>();
        double[] actual = [.. Enumerable.Range(0, expected.Length).Select(step => schedule.At(step * stride))];
        Numbers.ShouldAgree(actual, expected, 1e-12, name);
    }
}
