using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Attacks.Ssba;

/// <summary>Reads the bits that a <see cref="StegaEncoder"/> hid.</summary>
/// <remarks>StegaStamp's decoder (tancik/StegaStamp, models.py) first straightens a photograph and then shrinks it to a
/// hundredth of the side. Here images arrive as they were written, so it does neither: four convolutions with batch
/// norm, and one dense layer over a map a quarter of the side, that knows each bit by its place. So 100 bits are learned
/// in a few hundred steps.</remarks>
public sealed class StegaDecoder : Module
{
    private readonly Conv2d _conv1, _conv2, _conv3, _conv4;
    private readonly BatchNorm2d _bn1, _bn2, _bn3, _bn4;
    private readonly Linear _bits;

    /// <summary>Builds the network.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="height">H, a multiple of 4.</param>
    /// <param name="width">W, a multiple of 4.</param>
    /// <param name="init">Seed and device.</param>
    public StegaDecoder(StegaOptions options, int height, int width, Init init)
    {
        ArgumentNullException.ThrowIfNull(options);
        int w = options.Width;
        Conv2d Layer(string name, int inputs, int outputs, int stride) =>
            Add(name, new Conv2d(inputs, outputs, 3, init.For(name), stride, padding: 1));

        _conv1 = Layer("conv1", 3, w, stride: 1);
        _bn1 = Add("bn1", new BatchNorm2d(w, init));
        _conv2 = Layer("conv2", w, w, stride: 2);
        _bn2 = Add("bn2", new BatchNorm2d(w, init));
        _conv3 = Layer("conv3", w, 2 * w, stride: 1);
        _bn3 = Add("bn3", new BatchNorm2d(2 * w, init));
        _conv4 = Layer("conv4", 2 * w, 2 * w, stride: 2);
        _bn4 = Add("bn4", new BatchNorm2d(2 * w, init));
        _bits = Add("bits", new Linear(2 * w * (height / 4) * (width / 4), options.Bits, init.For("bits")));
    }

    /// <param name="input">(N, 3, H, W), float32, pixel values in [0, 1].</param>
    /// <returns>(N, bits) logits: above 0 is a 1.</returns>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using TensorScope scope = TensorScope.Enter();              // at width 32, on 32 x 32
        Tensor x = (input + -0.5).Contiguous(MemoryFormat.ChannelsLast);
        x = _bn1.Forward(_conv1.Forward(x)).Relu();                 // (N, 32, 32²)
        x = _bn2.Forward(_conv2.Forward(x)).Relu();                 // (N, 32, 16²)
        x = _bn3.Forward(_conv3.Forward(x)).Relu();                 // (N, 64, 16²)
        x = _bn4.Forward(_conv4.Forward(x)).Relu();                 // (N, 64,  8²)
        return scope.Keep(_bits.Forward(x.Flatten()));              // (N, bits)
    }
}
