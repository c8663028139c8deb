using DeepDefense.Torch.Optim;

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
        using AdamW optimizer = new(oracle.Groups, beta1, beta2, epsilon);
        oracle.Take(optimizer, 0, steps);
        oracle.ShouldAgree(name, steps);
    }
}
