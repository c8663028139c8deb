using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class Conv2dTests : LeakCheck
{
    [Theory]
    [InlineData("conv_plain")]
    [InlineData("conv_strided")]
    [InlineData("conv_grouped")]
    [InlineData("conv_biased")]
    [InlineData("conv_all")]
    public void The_output_is_that_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.OutputShouldAgree();
    }

    [Theory]
    [InlineData("conv_plain")]
    [InlineData("conv_strided")]
    [InlineData("conv_grouped")]
    [InlineData("conv_biased")]
    [InlineData("conv_all")]
    public void The_gradients_are_those_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.GradientsShouldAgree();
    }

    [Fact]
    public void Equal_seeds_give_equal_weights()
    {
        using Conv2d one = new(2, 3, 3, ModuleOracle.Anything), other = new(2, 3, 3, ModuleOracle.Anything);
        one.Weight.ToArray<float>().ShouldBe(other.Weight.ToArray<float>());
    }

    [Fact]
    public void Weight_and_bias_draw_from_their_own_seeds()
    {
        using Conv2d with = new(2, 3, 3, ModuleOracle.Anything, bias: true);
        using Conv2d without = new(2, 3, 3, ModuleOracle.Anything);
        with.Weight.ToArray<float>().ShouldBe(without.Weight.ToArray<float>());
    }

    [Fact]
    public void The_bias_starts_within_one_over_the_root_of_the_fan_in()
    {
        using Conv2d layer = new(4, 500, 3, ModuleOracle.Anything, bias: true);
        layer.Bias!.ToArray<float>().Max(Math.Abs).ShouldBeInRange(0.99f / 6, 1f / 6);
    }

    private static ModuleOracle Case(string name) => new(name, name switch
    {
        "conv_plain" => new Conv2d(3, 4, 3, ModuleOracle.Anything),
        "conv_strided" => new Conv2d(3, 4, 3, ModuleOracle.Anything, stride: 2, padding: 1),
        "conv_grouped" => new Conv2d(6, 9, 3, ModuleOracle.Anything, padding: 1, groups: 3),
        "conv_biased" => new Conv2d(2, 3, 3, ModuleOracle.Anything, bias: true),
        "conv_all" => new Conv2d(4, 6, 5, ModuleOracle.Anything, 2, 2, 2, bias: true),
        _ => throw new ArgumentException(name, nameof(name)),
    });
}
