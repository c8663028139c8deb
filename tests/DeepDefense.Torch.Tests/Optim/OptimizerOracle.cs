using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Optim;

/// <summary>The problem of optimizers() in make_numbers.py: two groups, float64, one parameter without
/// gradients.</summary>
internal sealed class OptimizerOracle : IDisposable
{
    private const double Tolerance = 1e-12, OtherRate = 0.5, Decay = 0.1;
    private static readonly double[] Rates = [0.1, 0.05, 0.02];
    private readonly Safetensors _file = Numbers.Oracle("optimizers.safetensors");
    private readonly Parameter _a, _b, _still;

    /// <param name="channelsLast">Whether the second parameter lies as a convolution's kernel does.</param>
    internal OptimizerOracle(bool channelsLast = false)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _a = Start(_file.Tensors["start/a"].clone());
        Tensor b = _file.Tensors["start/b"].clone();
        _b = Start(channelsLast ? b.reshape(1, 3, 1, 2).ChannelsLast() : b);
        _still = Start(_file.Tensors["start/still"].clone());
    }

    public void Dispose()
    {
        foreach (Parameter parameter in new[] { _a, _b, _still }) { parameter.Dispose(); }
        _file.Dispose();
    }

    internal SGD Sgd(double momentum = 0, bool nesterov = false)
    {
        SGD.ParamGroup[] groups =
        [
            new() { Parameters = [_a, _still], Options = new() { weight_decay = Decay } },
            new() { Parameters = [_b], Options = new() { LearningRate = OtherRate } },
        ];
        return optim.SGD(groups, 1, momentum, nesterov: nesterov);
    }

    internal AdamW AdamW(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        AdamW.ParamGroup[] groups =
        [
            new() { Parameters = [_a, _still], Options = new() { weight_decay = Decay } },
            new() { Parameters = [_b], Options = new() { LearningRate = OtherRate, weight_decay = 0 } },
        ];
        return optim.AdamW(groups, 1, beta1, beta2, epsilon);
    }

    internal void Take(optim.Optimizer optimizer, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor first = _a - 0.3, second = (_b * _b) - 0.2;
            ((first * first).sum() + (second * second).sum()).backward();
            optimizer.ScaleLearningRate(Rates[step]);
            optimizer.step();
            foreach (Parameter parameter in optimizer.parameters()) { parameter.grad = null; }
        }
    }

    internal void ShouldAgree(string name, int steps)
    {
        foreach ((string parameter, Tensor tensor) in new[] { ("a", _a), ("b", _b), ("still", _still) })
        {
            Numbers.ShouldAgree(tensor.ToArray<double>(), _file.Tensors[$"{name}/{steps}/{parameter}"].ToArray<double>(), Tolerance, $"{name}: {parameter}");
        }
    }

    private static Parameter Start(Tensor values) => (Parameter)nn.Parameter(values).DetachFromDisposeScope();
}
