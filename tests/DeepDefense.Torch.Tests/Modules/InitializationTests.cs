using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class InitializationTests : LeakCheck
{
    private const int Outputs = 2000;

    [Fact]
    public void The_default_is_uniform_within_one_over_the_root_of_the_fan_in() =>
        Fill(Initializations.Default, 4, 3, 3).Max(Math.Abs).ShouldBe(1f / 6, 0.001f);

    [Fact]
    public void Xavier_is_uniform_within_the_root_of_three_over_the_fan_in() =>
        Fill(Initializations.Xavier, 12).Max(Math.Abs).ShouldBe(0.5f, 0.001f);

    [Fact]
    public void Kaiming_is_normal_with_the_root_of_two_over_the_fan_in() =>
        Deviation(Fill(Initializations.KaimingNormal, 2, 2, 2)).ShouldBe(0.5, 0.02);

    [Fact]
    public void Gaussian_is_normal_with_its_deviation() =>
        Deviation(Fill(Initializations.Gaussian(0.01), 8)).ShouldBe(0.01, 0.0004);

    [Fact]
    public void Seeds_draw_their_own_weights() =>
        Fill(Initializations.Default, 4).ShouldNotBe(Fill(Initializations.Default, new Seed(2), 4));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void Uniform_weights_are_those_that_pytorch_draws(ulong seed)
    {
        using Tensor weight = torch.zeros(1000);
        Initializations.Uniform(weight, 1, new Seed(seed));
        Drawn.Hash(weight).ShouldBe(Drawn.Known("uniformWeights", $"{seed}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void Normal_weights_are_those_that_pytorch_draws(ulong seed)
    {
        using Tensor weight = torch.zeros(1000);
        Initializations.Gaussian(1)(weight, new Seed(seed));
        Drawn.Hash(weight).ShouldBe(Drawn.Known("normalWeights", $"{seed}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void A_few_normal_weights_are_those_that_pytorch_draws(ulong seed)
    {
        using Tensor weight = torch.zeros(7);
        Initializations.Gaussian(1)(weight, new Seed(seed));
        Drawn.Hash(weight).ShouldBe(Drawn.Known("fewNormalWeights", $"{seed}"));
    }

    private static double Deviation(float[] weights) => Math.Sqrt(weights.Average(weight => weight * weight));

    private static float[] Fill(Initialization weights, params long[] inputs) => Fill(weights, new Seed(1), inputs);

    private static float[] Fill(Initialization weights, Seed seed, params long[] inputs)
    {
        using Tensor weight = torch.zeros([Outputs, .. inputs]);
        weights(weight, seed);
        return weight.ToArray<float>();
    }
}
