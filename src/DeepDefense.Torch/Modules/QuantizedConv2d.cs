using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Modules;

/// <summary>A convolution with relu behind it in eight bits, for use and not for training: 3 x 3, step 1, zeros around, as
/// <c>Conv2d(padding: 1)</c>. Processors that multiply eight bits themselves (<see cref="TorchRuntime.CpuIsFasterInInt8"/>) take less than half of the time
/// of bfloat16. Weights are rounded to 255 steps, symmetrical and for each output by itself.</summary>
public sealed class QuantizedConv2d : IDisposable
{
    private const int WeightSteps = 127;
    private readonly Tensor _packed, _scales, _zeros, _bias;
    private readonly double _scale;
    private readonly byte _zero;

    /// <summary>Rounds the weights.</summary>
    /// <param name="weight">(O, I, 3, 3), float32, on the processor.</param>
    /// <param name="bias">(O), float32.</param>
    /// <param name="scale">What a step of the inputs stands for: input q is (q - zero) * scale.</param>
    /// <param name="zero">The input that stands for 0.</param>
    public QuantizedConv2d(Tensor weight, Tensor bias, double scale, byte zero)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        using DisposeScope scope = torch.NewDisposeScope();
        (_scale, _zero) = (scale, zero);
        Tensor largest = weight.detach().abs().amax([1, 2, 3]);
        _scales = scope.Detach(torch.where(largest > 0, largest / WeightSteps, torch.ones_like(largest)));
        Tensor rounded = (weight.detach() / _scales.reshape(-1, 1, 1, 1)).round().to(ScalarType.Int8);
        _zeros = scope.Detach(torch.zeros(weight.shape[0], ScalarType.Int32));
        _bias = scope.Detach(bias.detach().to(ScalarType.Float32, copy: true));
        _packed = scope.Detach(QuantizedOperators.Prepack(rounded, _scales, scale, zero));
    }

    /// <param name="input">(N, I, H, W), uint8.</param>
    /// <returns>(N, O, H, W), bfloat16.</returns>
    public Tensor Forward(Tensor input) => QuantizedOperators.Conv2dRelu(input, _scale, _zero, _packed, _scales, _zeros, _bias);

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in new[] { _packed, _scales, _zeros, _bias }) { tensor.Dispose(); }
    }
}
