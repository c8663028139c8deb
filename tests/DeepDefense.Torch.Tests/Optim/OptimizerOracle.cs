using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Optim;

/// <summary>The problem of optimizers() in make_numbers.py: two groups, float64, one parameter without
/// gradients.</summary>
internal sealed class OptimizerOracle : IDisposable
{
    private const double Tolerance = 1e-12;
    private static readonly double[] Rates = [0.1, 0.05, 0.02];
    private readonly Safetensors _file = Numbers.Oracle("optimizers.safetensors");
    private readonly Tensor _a, _b, _still;

    internal OptimizerOracle()
    {
        _a = Start("a");
        _b = Start("b");
        _still = Start("still");
    }

    internal IReadOnlyList<ParameterGroup> Groups =>
        [new([_a, _still], WeightDecay: 0.1), new([_b], WeightDecay: 0, LearningRateScale: 0.5)];

    public void Dispose()
    {
        foreach (Tensor tensor in new[] { _a, _b, _still }) { tensor.Dispose(); }
        _file.Dispose();
    }

    internal void Take(Optimizer optimizer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            Gradients();
            optimizer.Step(Rates[step]);
        }
    }

    internal void Gradients()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor first = _a + -0.3, second = _b * _b + -0.2;
        ((first * first).Sum() + (second * second).Sum()).Backward();
    }

    internal void ShouldAgree(string name, int steps)
    {
        foreach ((string parameter, Tensor tensor) in new[] { ("a", _a), ("b", _b), ("still", _still) })
        {
            tensor.ShouldAgree(_file.Tensors[$"{name}/{steps}/{parameter}"], Tolerance, $"{name}: {parameter}");
        }
    }

    internal void Reset()
    {
        _a.CopyFrom(_file.Tensors["start/a"]);
        _b.CopyFrom(_file.Tensors["start/b"]);
    }

    private Tensor Start(string name) => _file.Tensors[$"start/{name}"].Clone().RequireGrad();
}
