namespace DeepDefense.Torch.Modules;

/// <summary>TorchSharp's layers with first weights from a seed, on a device, and kernels with the channels innermost, as
/// convolutions run fastest.</summary>
public static class Layers
{
    /// <summary>Convolution (cross-correlation) of images with square kernels.</summary>
    /// <param name="inputs">C, channels in.</param>
    /// <param name="outputs">O, channels out.</param>
    /// <param name="kernel">Side of the kernel, in pixels.</param>
    /// <param name="init">Seed and device.</param>
    /// <param name="stride">Step of the window, in pixels. Default 1.</param>
    /// <param name="padding">Zeros on each side, in pixels. Default 0.</param>
    /// <param name="groups">Blocks of channels that do not see each other. Default 1.</param>
    /// <param name="bias">Whether a bias is added, drawn as PyTorch draws it. Default false.</param>
    /// <param name="weights">First values of the weight. Default PyTorch's.</param>
    public static Conv2d Conv2d(int inputs, int outputs, int kernel, Init init, int stride = 1, int padding = 0, int groups = 1,
        bool bias = false, Initialization? weights = null)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Conv2d layer = nn.Conv2d(inputs, outputs, kernel, stride, padding, groups: groups, bias: bias, device: init.Device);
        Tensor weight = Filled([outputs, inputs / groups, kernel, kernel], weights ?? Initializations.Default, init.Seed.For("weight"));
        layer.weight = nn.Parameter(weight.ChannelsLast().to(init.Device));
        if (bias)
        {
            double bound = 1 / Math.Sqrt(Initializations.FanIn(weight));
            Tensor offset = Filled([outputs], (tensor, seed) => Initializations.Uniform(tensor, bound, seed), init.Seed.For("bias"));
            layer.bias = nn.Parameter(offset.to(init.Device));
        }
        return layer;
    }

    /// <summary>A 1 x 1 convolution without bias.</summary>
    /// <param name="inputs">C, channels in.</param>
    /// <param name="outputs">O, channels out.</param>
    /// <param name="stride">Step, in pixels.</param>
    /// <param name="init">Seed and device.</param>
    public static nn.Module<Tensor, Tensor> Conv1x1(int inputs, int outputs, int stride, Init init)
    {
        if (stride == 1 || inputs >= StridedConv2d.SafeChannels) { return Conv2d(inputs, outputs, 1, init, stride); }
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor weight = Filled([outputs, inputs, 1, 1], Initializations.Default, init.Seed.For("weight"));
        return new StridedConv2d((Parameter)nn.Parameter(weight.ChannelsLast().to(init.Device)).DetachFromDisposeScope(), stride);
    }

    /// <summary>Fully connected layer.</summary>
    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    /// <param name="init">Seed and device.</param>
    /// <param name="weights">First values of the weight; with one given, the bias starts at 0. Default PyTorch's.</param>
    public static Linear Linear(int inputs, int outputs, Init init, Initialization? weights = null)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Linear layer = nn.Linear(inputs, outputs, device: init.Device);
        double bound = 1 / Math.Sqrt(inputs);
        Initialization shift = weights is null ? (tensor, seed) => Initializations.Uniform(tensor, bound, seed) : static (_, _) => { };
        layer.weight = nn.Parameter(Filled([outputs, inputs], weights ?? Initializations.Default, init.Seed.For("weight")).to(init.Device));
        layer.bias = nn.Parameter(Filled([outputs], shift, init.Seed.For("bias")).to(init.Device));
        return layer;
    }

    /// <summary>Normalises each channel over batch and pixels; keeps a tenth of each batch in its running statistics. PyTorch's
    /// counter of batches is left out: it decides nothing here, and model files stay without it.</summary>
    /// <param name="channels">C.</param>
    /// <param name="init">The device; no randomness is used.</param>
    public static BatchNorm2d BatchNorm2d(int channels, Init init)
    {
        BatchNorm2d layer = nn.BatchNorm2d(channels, device: init.Device);
        layer.num_batches_tracked = null;
        return layer;
    }

    // On the processor and row-major, so that a seed gives the same weights wherever they live.
    private static Tensor Filled(long[] shape, Initialization fill, Seed seed)
    {
        Tensor tensor = torch.zeros(shape);
        fill(tensor, seed);
        return tensor;
    }
}
