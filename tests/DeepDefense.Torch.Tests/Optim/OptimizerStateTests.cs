using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests.Modules;

namespace DeepDefense.Torch.Tests.Optim;

public sealed class OptimizerStateTests : LeakCheck
{
    private const int Steps = 6;
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("sgd", 1)]
    [InlineData("sgd", 4)]
    [InlineData("adamw", 1)]
    [InlineData("adamw", 4)]
    public void A_training_that_stopped_goes_on_bit_by_bit(string name, int stop)
    {
        Dictionary<string, float[]> whole, parts;
        using (Sequential network = Network())
        using (optim.Optimizer optimizer = Make(name, network))
        {
            Train(network, optimizer, 0, Steps);
            whole = Values(network);
        }
        using (Sequential network = Network())
        using (optim.Optimizer optimizer = Make(name, network))
        {
            Train(network, optimizer, 0, stop);
            Safetensors.Write(_folder["network"], network.State(), new Dictionary<string, string>());
            Safetensors.Write(_folder["optimizer"], optimizer.State(), new Dictionary<string, string>());
        }
        using (Sequential network = Network())
        using (optim.Optimizer optimizer = Make(name, network))
        {
            using (Safetensors file = Safetensors.Read(_folder["network"])) { network.LoadState(file.Tensors); }
            using (Safetensors file = Safetensors.Read(_folder["optimizer"])) { optimizer.LoadState(stop, file.Tensors); }
            Train(network, optimizer, stop, Steps);
            parts = Values(network);
        }
        foreach ((string parameter, float[] values) in whole) { parts[parameter].ShouldBe(values, parameter); }
    }

    [Fact]
    public void Momentum_keeps_the_channels_of_kernels_innermost()
    {
        using Sequential network = Network();
        using optim.Optimizer trained = Make("sgd", network), next = Make("sgd", network);
        Train(network, trained, 0, 1);
        next.LoadState(1, StateOf(trained));
        StateOf(next)["momentum.0.0"].stride().ShouldBe([27, 1, 9, 3]);
    }

    [Fact]
    public void Momentum_is_named_by_group_and_parameter()
    {
        using OptimizerOracle oracle = new();
        using SGD optimizer = oracle.Sgd(0.9);
        oracle.Take(optimizer, 1);
        StateOf(optimizer).Keys.ShouldBe(["momentum.0.0", "momentum.1.0"]); // 0.1 has no gradient
    }

    [Fact]
    public void Moments_are_named_by_group_and_parameter()
    {
        using OptimizerOracle oracle = new();
        using AdamW optimizer = oracle.AdamW();
        StateOf(optimizer).Keys.ShouldBe(["mean.0.0", "square.0.0", "mean.0.1", "square.0.1", "mean.1.0", "square.1.0"]);
    }

    [Fact]
    public void A_new_SGD_has_no_state()
    {
        using OptimizerOracle oracle = new();
        using SGD optimizer = oracle.Sgd(0.9);
        optimizer.State().ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_tensor_is_refused()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using OptimizerOracle oracle = new();
        using AdamW optimizer = oracle.AdamW();
        Dictionary<string, Tensor> values = StateOf(optimizer);
        values.Remove("square.1.0");
        Refusal(optimizer, values).ShouldStartWith("has no 'square.1.0', or one that the optimizer does not know");
    }

    [Fact]
    public void A_tensor_that_is_left_over_is_refused()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using OptimizerOracle oracle = new();
        using SGD optimizer = oracle.Sgd(0.9);
        Refusal(optimizer, new() { ["momentum.2.0"] = torch.zeros(1) }).ShouldStartWith("has no 'momentum.2.0', or one that the optimizer does not know");
    }

    [Fact]
    public void A_tensor_of_another_shape_is_refused()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using OptimizerOracle oracle = new();
        using SGD optimizer = oracle.Sgd(0.9);
        Refusal(optimizer, new() { ["momentum.0.0"] = torch.zeros(4) }).ShouldStartWith("has 'momentum.0.0' as (4) Float32; the optimizer has (5) Float64");
    }

    [Fact]
    public void Each_group_keeps_its_share_of_the_learning_rate()
    {
        using OptimizerOracle oracle = new();
        using SGD optimizer = oracle.Sgd();
        optimizer.ScaleLearningRate(0.5);
        optimizer.ScaleLearningRate(0.1);
        optimizer.ParamGroups.Select(group => group.LearningRate).ShouldBe([0.1, 0.05]);
    }

    protected override void Free() => _folder.Dispose();

    private static Sequential Network() => nn.Sequential(
        ("conv", Layers.Conv2d(3, 4, 3, ModuleOracle.Anything.For("conv"))),
        ("norm", Layers.BatchNorm2d(4, ModuleOracle.Anything)),
        ("flat", nn.Flatten()),
        ("last", Layers.Linear(16, 2, ModuleOracle.Anything.For("last"))));

    private static optim.Optimizer Make(string name, nn.Module network) => name == "sgd"
        ? optim.SGD(network.parameters(), 1, 0.9, weight_decay: 5e-4, nesterov: true)
        : optim.AdamW(network.parameters(), 1, weight_decay: 0.01);

    private static void Train(Sequential network, optim.Optimizer optimizer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor images = Numbers.Signed($"images {step}", 8, 3, 4, 4).to(ScalarType.Float32).ChannelsLast();
            network.forward(images).square().mean().backward();
            optimizer.ScaleLearningRate(0.1 / (step + 1));
            optimizer.step();
            foreach (Parameter parameter in optimizer.parameters()) { parameter.grad = null; }
        }
    }

    private static Dictionary<string, float[]> Values(nn.Module network) =>
        network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor.ToArray<float>());

    private static Dictionary<string, Tensor> StateOf(optim.Optimizer optimizer) =>
        optimizer.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);

    private static string Refusal(optim.Optimizer optimizer, Dictionary<string, Tensor> values) =>
        Should.Throw<ArgumentException>(() => optimizer.LoadState(1, values)).Message;
}
