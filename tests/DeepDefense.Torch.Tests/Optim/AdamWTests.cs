namespace DeepDefense.Torch.Tests.Optim;

public sealed class AdamWTests : LeakCheck
{
    [Theory]
    [InlineData("adamw", 0.9, 0.999, 1e-8, 1)]
    [InlineData("adamw", 0.9, 0.999, 1e-8, 3)]
    [InlineData("adamw_other", 0.8, 0.95, 1e-3, 1)]
    [InlineData("adamw_other", 0.8, 0.95, 1e-3, 3)]
    public void Parameters_move_as_in_pytorch(string name, double beta1, double beta2, double epsilon, int steps)
    {
        using OptimizerOracle oracle = new();
        using AdamW optimizer = oracle.AdamW(beta1, beta2, epsilon);
        oracle.Take(optimizer, steps);
        oracle.ShouldAgree(name, steps);
    }

    [Fact]
    public void Parameters_with_the_channels_innermost_move_as_in_pytorch()
    {
        using OptimizerOracle oracle = new(channelsLast: true);
        using AdamW optimizer = oracle.AdamW();
        oracle.Take(optimizer, 3);
        oracle.ShouldAgree("adamw", 3);
    }
}
