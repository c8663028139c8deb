using DeepDefense.Torch.Optim;

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
        using Sgd optimizer = new(oracle.Groups, momentum, nesterov);
        oracle.Take(optimizer, 0, steps);
        oracle.ShouldAgree(name, steps);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_momentum_out_of_range_is_refused(double momentum) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd([], momentum)).ParamName.ShouldBe("momentum");

    [Fact]
    public void A_refusal_leaves_no_tensors_behind()
    {
        using OptimizerOracle oracle = new();
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd(oracle.Groups, momentum: 1));
    }
}
