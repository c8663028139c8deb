using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class LinearTests : LeakCheck
{
    [Theory]
    [InlineData("linear")]
    public void The_output_is_that_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.OutputShouldAgree();
    }

    [Theory]
    [InlineData("linear")]
    public void The_gradients_are_those_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.GradientsShouldAgree();
    }

    [Fact]
    public void With_weights_given_the_bias_starts_at_zero()
    {
        using Linear layer = new(5, 4, ModuleOracle.Anything, Initializations.Xavier);
        layer.Bias.ToArray<float>().ShouldAllBe(number => number == 0);
    }

    [Fact]
    public void Without_the_bias_starts_within_one_over_the_root_of_the_inputs()
    {
        using Linear layer = new(16, 500, ModuleOracle.Anything);
        layer.Bias.ToArray<float>().Max(Math.Abs).ShouldBeInRange(0.99f / 4, 1f / 4);
    }

    private static ModuleOracle Case(string name) => new(name, name switch
    {
        "linear" => new Linear(5, 4, ModuleOracle.Anything),
        _ => throw new ArgumentException(name, nameof(name)),
    });
}
