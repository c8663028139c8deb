namespace DeepDefense.Torch.Tests.Optim;

public sealed class SgdTests : LeakCheck
{
    [Theory]
    [InlineData("sgd", 0, false, 1)]
    [InlineData("sgd", 0, false, 3)]
    [InlineData("sgd_momentum", 0.9, false, 1)]
    [InlineData("sgd_momentum", 0.9, false, 3)]
    [InlineData("sgd_nesterov", 0.8, true, 1)]
    [InlineData("sgd_nesterov", 0.8, true, 3)]
    public void Parameters_move_as_in_pytorch(string name, double momentum, bool nesterov, int steps)
    {
        using OptimizerOracle oracle = new();
        using SGD optimizer = oracle.Sgd(momentum, nesterov);
        oracle.Take(optimizer, steps);
        oracle.ShouldAgree(name, steps);
    }

    [Fact]
    public void Parameters_with_the_channels_innermost_move_as_in_pytorch()
    {
        using OptimizerOracle oracle = new(channelsLast: true);
        using SGD optimizer = oracle.Sgd(0.8, nesterov: true);
        oracle.Take(optimizer, 3);
        oracle.ShouldAgree("sgd_nesterov", 3);
    }
}
