namespace DeepDefense.Torch.Modules;

/// <summary>Convolution (cross-correlation) of images: torch.nn.Conv2d with square kernels.</summary>
public sealed class Conv2d : Module
{
    private readonly int _stride, _padding, _groups;

    /// <summary>Builds the layer.</summary>
    /// <param name="inputs">C, channels in.</param>
    /// <param name="outputs">O, channels out.</param>
    /// <param name="kernel">Side of the kernel, in pixels.</param>
    /// <param name="init">Seed and device.</param>
    /// <param name="stride">Step of the window, in pixels. Default 1.</param>
    /// <param name="padding">Zeros on each side, in pixels. Default 0.</param>
    /// <param name="groups">Blocks of channels that do not see each other. Default 1.</param>
    /// <param name="bias">Whether a bias is added, drawn as PyTorch draws it. Default false.</param>
    /// <param name="weights">First values of the weight. Default PyTorch's.</param>
    public Conv2d(int inputs, int outputs, int kernel, Init init, int stride = 1, int padding = 0, int groups = 1,
        bool bias = false, Initialization? weights = null)
    {
        (_stride, _padding, _groups) = (stride, padding, groups);
        Tensor weight = Tensor.Zeros(outputs, inputs / groups, kernel, kernel);
        (weights ?? Initializations.Default)(weight, init.Seed.For("weight"));
        Weight = AddParameter("weight", weight, init.Device);
        if (bias)
        {
            double bound = 1 / Math.Sqrt(Initializations.FanIn(Weight));
            Tensor offset = Tensor.Zeros(outputs).FillUniform(-bound, bound, init.Seed.For("bias"));
            Bias = AddParameter("bias", offset, init.Device);
        }
    }

    /// <summary>(O, C / groups, kernel, kernel).</summary>
    public Tensor Weight { get; }

    /// <summary>(O), or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) =>
        Functional.Conv2d(input, Weight, Bias, _stride, _padding, _groups);
}
