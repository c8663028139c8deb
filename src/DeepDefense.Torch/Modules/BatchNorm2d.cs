using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch.Modules;

/// <summary>Normalises each channel over batch and pixels: torch.nn.BatchNorm2d. Out of training it uses, and
/// leaves alone, the running statistics.</summary>
public sealed class BatchNorm2d : Module
{
    private readonly double _momentum, _epsilon;

    /// <summary>Builds the layer.</summary>
    /// <param name="channels">C.</param>
    /// <param name="init">The device; no randomness is used.</param>
    /// <param name="momentum">Share of a new batch in the running statistics, in [0, 1]. Default 0.1.</param>
    /// <param name="epsilon">Added to the variance. Default 1e-5.</param>
    public BatchNorm2d(int channels, Init init, double momentum = 0.1, double epsilon = 1e-5)
    {
        (_momentum, _epsilon) = (momentum, epsilon);
        Weight = AddParameter("weight", Tensor.Full(1, [channels]), init.Device);
        Bias = AddParameter("bias", Tensor.Zeros(channels), init.Device);
        RunningMean = AddBuffer("running_mean", Tensor.Zeros(channels), init.Device);
        RunningVariance = AddBuffer("running_var", Tensor.Full(1, [channels]), init.Device);
    }

    /// <summary>(C), the scale.</summary>
    public Tensor Weight { get; }

    /// <summary>(C), the shift.</summary>
    public Tensor Bias { get; }

    /// <summary>(C).</summary>
    public Tensor RunningMean { get; }

    /// <summary>(C), unbiased.</summary>
    public Tensor RunningVariance { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) =>
        Operators.BatchNorm.Call(input, Weight, Bias, RunningMean, RunningVariance, Training, _momentum, _epsilon, false);
}
