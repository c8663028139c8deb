using DeepDefense.Torch.Modules;

namespace DeepDefense.Steganalysis;

/// <summary>A trained WISERNet as it scores fastest on a processor: its convolutions conv4 and conv6, five sixths of all products, in eight
/// bits, batch norm folded into them; and tanh(x) as 2 sigmoid(2 x) - 1, which takes a third of the time. Ranges of the maps follow from batch
/// norm alone, so that no images are needed (Nagel et al. 2019, Data-Free Quantization Through Weight Equalization and Bias Correction,
/// section 4).</summary>
internal sealed class QuantizedWiserNet : IDisposable
{
    private const int Steps = 255;
    private const int HalfSteps = 127, ZeroStep = 128; // of [-1, 1]
    private const double Deviations = 4; // how far above its mean a map counts before it is cut off

    private readonly WiserNet _network;
    private readonly Tensor _weight2, _bias2;
    private readonly QuantizedConv2d _conv4, _conv6;

    /// <summary>Rounds the weights.</summary>
    /// <param name="network">In use, on the processor; it stays the caller's, and is needed as long as this.</param>
    internal QuantizedWiserNet(WiserNet network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        _network = network;
        _weight2 = scope.Detach(2 * network.Bn2.weight!.detach());
        _bias2 = scope.Detach(2 * network.Bn2.bias!.detach());
        (Tensor scale4, Tensor shift4) = Affine(network.Bn4);
        (Tensor scale6, Tensor shift6) = Affine(network.Bn6);
        // Batch norm gives each map this mean and deviation.
        Tensor largest = network.Bn4.bias!.detach().clamp(min: 0) + (Deviations * network.Bn4.weight!.detach().abs()) + network.Bn4.eps;
        _conv4 = new QuantizedConv2d(network.Conv4.weight.detach() * (scale4 / largest).reshape(-1, 1, 1, 1), shift4 / largest, 1.0 / HalfSteps, ZeroStep);
        _conv6 = new QuantizedConv2d(network.Conv6.weight.detach() * scale6.reshape(-1, 1, 1, 1) * largest.reshape(1, -1, 1, 1), shift6, 1.0 / Steps, 0);
    }

    /// <inheritdoc cref="WiserNet.forward"/>
    internal Tensor Forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor x = _network.Bottom(input).abs_();
        x = nn.functional.batch_norm(x, _network.Bn2.running_mean!, _network.Bn2.running_var!, _weight2, _bias2, false, eps: _network.Bn2.eps).sigmoid_();
        x = _conv4.Forward(Rounded(PooledTanh(x)));
        x = _network.Pool4.forward(x).to(ScalarType.Float32);
        x = _conv6.Forward(Rounded(x.mul_(Steps)));
        return scope.MoveToOuter(_network.Top(_network.Pooled(x).to(ScalarType.Float32))); // whatever autocast makes of it
    }

    // Of sigmoid(2 x), in steps. The pool adds zeros around, which are to be those of tanh.
    private Tensor PooledTanh(Tensor sigmoid)
    {
        Tensor inside = _network.Pool2.forward(torch.ones(1, 1, sigmoid.shape[2], sigmoid.shape[3])); // the share of each window
        return _network.Pool2.forward(sigmoid).to(ScalarType.Float32).mul_(2 * HalfSteps).add_(ZeroStep - (HalfSteps * inside));
    }

    private static Tensor Rounded(Tensor steps) => steps.round_().clamp_(0, Steps).to(ScalarType.Byte);

    private static (Tensor Scale, Tensor Shift) Affine(BatchNorm2d norm)
    {
        Tensor scale = norm.weight!.detach() / (norm.running_var! + norm.eps).sqrt();
        return (scale, norm.bias!.detach() - (scale * norm.running_mean!));
    }

    /// <summary>Frees the rounded weights; the network stays.</summary>
    public void Dispose()
    {
        _weight2.Dispose();
        _bias2.Dispose();
        _conv4.Dispose();
        _conv6.Dispose();
    }
}
