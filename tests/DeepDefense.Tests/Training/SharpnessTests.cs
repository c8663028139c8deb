using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Training;

[Collection(nameof(DeepDefense.Tests.Models.TensorCounting))]
public sealed class SharpnessTests : LeakCheck
{
    private const double Tolerance = 1e-10;
    private readonly Safetensors _file;
    private readonly Sequential _network;

    public SharpnessTests() => (_file, _network) = (Numbers.Oracle("sharpness.safetensors"), Start());

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Parameters_and_running_statistics_move_as_in_pytorch(int steps)
    {
        Load("start");
        Train(steps, new SharpnessAwareness(2));
        foreach ((string name, Tensor tensor) in _network.State()) { tensor.ShouldAgree(_file.Tensors[$"{steps}/{name}"], Tolerance, name); }
    }

    [Fact]
    public void Without_a_neighbourhood_they_move_otherwise()
    {
        Load("start");
        Train(1, null);
        double[] weights = _network.State().First().Tensor.ToArray<double>(), sharp = _file.Tensors["1/0.weight"].ToArray<double>();
        Numbers.LargestDifference(weights, sharp).ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void A_climb_is_undone_bit_by_bit()
    {
        Load("start");
        using DisposeScope scope = torch.NewDisposeScope();
        Loss().backward();
        double[][] before = Values(), climbed;
        using (new SharpnessAwareness(2).Climb(_network)) { climbed = Values(); }
        climbed[0].ShouldNotBe(before[0]);
        Values().ShouldBe(before);
        foreach (Parameter parameter in _network.parameters()) { parameter.grad = null; }
    }

    [Fact]
    public void A_loss_without_a_slope_moves_nothing()
    {
        Load("start");
        using DisposeScope scope = torch.NewDisposeScope();
        (Loss() * 0).backward();
        double[][] before = Values();
        using (new SharpnessAwareness(2).Climb(_network)) { Values().ShouldBe(before); }
        foreach (Parameter parameter in _network.parameters()) { parameter.grad = null; }
    }

    protected override void Free()
    {
        _network.Dispose();
        _file.Dispose();
    }

    private static Sequential Start()
    {
        Init init = new(new Seed(1), torch.CPU);
        return (Sequential)nn.Sequential(Layers.Conv2d(3, 4, 3, init), Layers.BatchNorm2d(4, init), nn.ReLU(), nn.Flatten(), Layers.Linear(36, 3, init))
            .to(ScalarType.Float64);
    }

    private void Load(string part) =>
        _network.LoadState(_network.State().ToDictionary(entry => entry.Name, entry => _file.Tensors[$"{part}/{entry.Name}"]));

    private void Train(int steps, SharpnessAwareness? sharpness)
    {
        using SGD optimizer = optim.SGD(_network.parameters().ToArray(), 1, 0.9, weight_decay: 0.05);
        new TrainingLoop(_network, optimizer, new ConstantRate(0.1), steps, new Compute(torch.CPU, Precision.Float32)) { Sharpness = sharpness }.Run(_ => Loss());
    }

    private Tensor Loss() => nn.functional.cross_entropy(_network.forward(Numbers.Signed("sharpness/images", 6, 3, 5, 5)), new long[] { 0, 1, 2, 0, 1, 2 }.ToTensor([6]));

    private double[][] Values() => [.. _network.State().Select(entry => entry.Tensor.ToArray<double>())];
}
