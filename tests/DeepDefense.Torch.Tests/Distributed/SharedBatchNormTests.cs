using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests.Modules;

namespace DeepDefense.Torch.Tests.Distributed;

public sealed class SharedBatchNormTests
{
    private const int Images = 5, Channels = 3, Side = 4;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranks_of_unequal_shares_give_the_output_of_one(int size) => Joined(size, found => found.Output).ShouldBe(Alone().Output, 1e-12);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_gradient_of_the_input_is_that_of_one(int size) => Joined(size, found => found.InputSlope).ShouldBe(Alone().InputSlope, 1e-12);

    [Fact]
    public void The_gradients_of_weight_and_bias_add_up_to_those_of_one()
    {
        Found[] ranks = Together(2);
        ranks[0].ParameterSlope.Zip(ranks[1].ParameterSlope, (a, b) => a + b).ShouldBe(Alone().ParameterSlope, 1e-11);
    }

    [Fact]
    public void Every_rank_keeps_the_running_statistics_of_one()
    {
        foreach (Found rank in Together(3)) { rank.Statistics.ShouldBe(Alone().Statistics, 1e-12); }
    }

    [Fact]
    public void A_large_mean_does_not_swallow_the_variance() => Joined(2, found => found.Output, mean: 3000, ScalarType.Float32).ShouldBe(Alone(3000, ScalarType.Float32).Output, 2e-3);

    [Fact]
    public void A_layer_that_is_not_in_training_is_left_alone()
    {
        double[] found = ThreadGroup.Run(2, group =>
        {
            using BatchNorm2d layer = Layer(ScalarType.Float64);
            using SharedBatchNorm shared = new(layer, group, default);
            layer.eval();
            return group.IsFirst ? layer.call(Batch(0, ScalarType.Float64)).ToArray<double>() : [];
        })[0];
        using BatchNorm2d alone = Layer(ScalarType.Float64);
        alone.eval();
        found.ShouldBe(alone.forward(Batch(0, ScalarType.Float64)).ToArray<double>());
    }

    [Fact]
    public void A_cancellation_while_gradients_are_derived_is_thrown_afterwards()
    {
        using CancellationTokenSource stop = new();
        // The other rank never comes to its backward.
        bool[] cancelled = ThreadGroup.Run(2, group =>
        {
            using BatchNorm2d layer = Layer(ScalarType.Float64);
            using SharedBatchNorm shared = new(layer, group, stop.Token);
            Tensor output = layer.call(Batch(0, ScalarType.Float64));
            if (!group.IsFirst)
            {
                stop.CancelAfter(100);
                stop.Token.WaitHandle.WaitOne();
                return true;
            }
            output.sum().backward();
            try { shared.ThrowIfFailed(); }
            catch (OperationCanceledException) { return true; }
            return false;
        });
        cancelled.ShouldBe([true, true]);
    }

    private static double[] Joined(int size, Func<Found, double[]> part, double mean = 0, ScalarType type = ScalarType.Float64) => [.. Together(size, mean, type).SelectMany(part)];

    private static Found[] Together(int size, double mean = 0, ScalarType type = ScalarType.Float64) => ThreadGroup.Run(size, group => Find(group, mean, type));

    private static Found Alone(double mean = 0, ScalarType type = ScalarType.Float64) => Find(ProcessGroup.Alone, mean, type);

    private static Found Find(ProcessGroup group, double mean, ScalarType type)
    {
        using BatchNorm2d layer = Layer(type);
        using SharedBatchNorm shared = new(layer, group, default);
        Share share = group.ShareOf(Images);
        Tensor input = Batch(mean, type).narrow(0, share.Start, share.Count).detach().requires_grad_();
        Tensor output = layer.call(input);
        // Something that does not weigh all values alike.
        (output * Numbers.Signed("slope", Images, Channels, Side, Side).to(type).narrow(0, share.Start, share.Count)).sum().backward();
        shared.ThrowIfFailed();
        return new Found(Doubles(output), Doubles(input.grad!), [.. Doubles(layer.weight!.grad!), .. Doubles(layer.bias!.grad!)], [.. Doubles(layer.running_mean!), .. Doubles(layer.running_var!)]);
    }

    private static double[] Doubles(Tensor tensor) => tensor.detach().to(ScalarType.Float64).ToArray<double>();

    private static Tensor Batch(double mean, ScalarType type) => (Numbers.Signed("batch", Images, Channels, Side, Side) + mean).to(type);

    private static BatchNorm2d Layer(ScalarType type)
    {
        BatchNorm2d layer = Layers.BatchNorm2d(Channels, ModuleOracle.Anything);
        layer.weight = nn.Parameter(Numbers.Signed("weight", Channels).to(ScalarType.Float32) + 1);
        layer.bias = nn.Parameter(Numbers.Signed("bias", Channels).to(ScalarType.Float32));
        return (BatchNorm2d)layer.to(type);
    }

    private sealed record Found(double[] Output, double[] InputSlope, double[] ParameterSlope, double[] Statistics);
}
