using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Attacks.Ssba;

/// <summary>Reads the bits that a <see cref="StegaEncoder"/> hid.</summary>
/// <remarks>StegaStamp's decoder (tancik/StegaStamp, models.py) first straightens a photograph and then shrinks it to a
/// hundredth of the side. Here images arrive as they were written, so it does neither: four convolutions with batch
/// norm, and one dense layer over a map a quarter of the side, that knows each bit by its place. So 100 bits are learned
/// in a few hundred steps.</remarks>
public sealed class StegaDecoder : nn.Module<Tensor, Tensor>
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
        : base(nameof(StegaDecoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        int w = options.Width;
        Conv2d Layer(string name, int inputs, int outputs, int stride) =>
            this.Add(name, Layers.Conv2d(inputs, outputs, 3, init.For(name), stride, padding: 1));

        _conv1 = Layer("conv1", 3, w, stride: 1);
        _bn1 = this.Add("bn1", Layers.BatchNorm2d(w, init));
        _conv2 = Layer("conv2", w, w, stride: 2);
        _bn2 = this.Add("bn2", Layers.BatchNorm2d(w, init));
        _conv3 = Layer("conv3", w, 2 * w, stride: 1);
        _bn3 = this.Add("bn3", Layers.BatchNorm2d(2 * w, init));
        _conv4 = Layer("conv4", 2 * w, 2 * w, stride: 2);
        _bn4 = this.Add("bn4", Layers.BatchNorm2d(2 * w, init));
        _bits = this.Add("bits", Layers.Linear(2 * w * (height / 4) * (width / 4), options.Bits, init.For("bits")));
    }

    /// <param name="input">(N, 3, H, W), float32, pixel values in [0, 1].</param>
    /// <returns>(N, bits) logits: above 0 is a 1.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = torch.NewDisposeScope();         // at width 32, on 32 x 32
        Tensor x = (input - 0.5).ChannelsLast();
        x = _bn1.call(_conv1.forward(x)).relu();                 // (N, 32, 32²)
        x = _bn2.call(_conv2.forward(x)).relu();                 // (N, 32, 16²)
        x = _bn3.call(_conv3.forward(x)).relu();                 // (N, 64, 16²)
        x = _bn4.call(_conv4.forward(x)).relu();                 // (N, 64,  8²)
        return scope.MoveToOuter(_bits.forward(x.flatten(1)));      // (N, bits)
    }
}
