using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Attacks.Ssba;

/// <summary>Hides bits in images by a change that depends on the image: the U-Net of StegaStamp (Tancik et al. 2020;
/// tancik/StegaStamp, models.py), for small images.</summary>
/// <remarks>What differs: the secret grows from a quarter of the side, not an eighth, and passes no ReLU; the change is
/// bounded by tanh, since a free one saturates before a decoder has learned anything; the unused convolution is
/// left out.</remarks>
public sealed class StegaEncoder : nn.Module<Tensor, Tensor>
{
    private const int Scale = 4;    // of the secret's map to the image
    private const int Divisor = 16; // four strides of 2
    private readonly int _height, _width;
    private readonly double _bound;
    private readonly Linear _secret;
    private readonly Conv2d _conv1, _conv2, _conv3, _conv4, _conv5, _up6, _conv6, _up7, _conv7, _up8, _conv8, _up9, _conv9, _residual;

    /// <summary>Builds the network.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="height">H, a multiple of 16.</param>
    /// <param name="width">W, a multiple of 16.</param>
    /// <param name="init">Seed and device.</param>
    /// <exception cref="ArgumentException">The size is no such multiple.</exception>
    public StegaEncoder(StegaOptions options, int height, int width, Init init)
        : base(nameof(StegaEncoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        if (height % Divisor != 0 || width % Divisor != 0)
        {
            throw new ArgumentException($"images of {width} x {height} pixels; an encoder needs sides that are multiples of {Divisor}");
        }
        (_height, _width, _bound) = (height, width, options.ResidualBound);
        int w = options.Width;
        Conv2d Layer(string name, int inputs, int outputs, int stride = 1, int kernel = 3) => this.Add(name, Layers.Conv2d(inputs, outputs,
            kernel, init.For(name), stride, padding: kernel == 3 ? 1 : 0, bias: true, weights: Initializations.KaimingNormal));

        _secret = this.Add("secret", Layers.Linear(options.Bits, 3 * (height / Scale) * (width / Scale), init.For("secret")));
        _conv1 = Layer("conv1", 6, w);
        _conv2 = Layer("conv2", w, w, stride: 2);
        _conv3 = Layer("conv3", w, 2 * w, stride: 2);
        _conv4 = Layer("conv4", 2 * w, 4 * w, stride: 2);
        _conv5 = Layer("conv5", 4 * w, 8 * w, stride: 2);
        _up6 = Layer("up6", 8 * w, 4 * w, kernel: 2);
        _conv6 = Layer("conv6", 8 * w, 4 * w);
        _up7 = Layer("up7", 4 * w, 2 * w, kernel: 2);
        _conv7 = Layer("conv7", 4 * w, 2 * w);
        _up8 = Layer("up8", 2 * w, w, kernel: 2);
        _conv8 = Layer("conv8", 2 * w, w);
        _up9 = Layer("up9", w, w, kernel: 2);
        _conv9 = Layer("conv9", 2 * w + 6, w);
        _residual = this.Add("residual", Layers.Conv2d(w, 3, 1, init.For("residual"), bias: true));
    }

    /// <summary>Hides secrets in images.</summary>
    /// <param name="images">(N, 3, H, W), float32, pixel values in [0, 1].</param>
    /// <param name="bits">(N, bits), float32, each 0 or 1.</param>
    /// <returns>(N, 3, H, W), float32, in [0, 1]; not rounded to what a file can hold.</returns>
    public Tensor Embed(Tensor images, Tensor bits)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(bits);
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor map = _secret.forward((bits * 2) - 1).reshape(-1, 3, _height / Scale, _width / Scale);
        Tensor input = torch.cat([images - 0.5, nn.functional.interpolate(map, scale_factor: [Scale, Scale]).to(images.dtype)], 1);
        return scope.MoveToOuter((images + forward(input.ChannelsLast())).clamp(0, 1));
    }

    /// <summary>The change of images.</summary>
    /// <param name="input">(N, 6, H, W), float32: pixel values in [-0.5, 0.5], and the secret spread over them.</param>
    /// <returns>(N, 3, H, W), float32, within the bound.</returns>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();         // at width 32, on 32 x 32
        Tensor x1 = _conv1.forward(input).relu();                   // (N,  32, 32²)
        Tensor x2 = _conv2.forward(x1).relu();                      // (N,  32, 16²)
        Tensor x3 = _conv3.forward(x2).relu();                      // (N,  64,  8²)
        Tensor x4 = _conv4.forward(x3).relu();                      // (N, 128,  4²)
        Tensor x5 = _conv5.forward(x4).relu();                      // (N, 256,  2²)
        Tensor x = _conv6.forward(Joined(_up6, x5, x4)).relu();     // (N, 128,  4²)
        x = _conv7.forward(Joined(_up7, x, x3)).relu();             // (N,  64,  8²)
        x = _conv8.forward(Joined(_up8, x, x2)).relu();             // (N,  32, 16²)
        x = _conv9.forward(Joined(_up9, x, x1, input)).relu();      // (N,  32, 32²)
        x = _residual.forward(x).to(input.dtype);                   // (N,   3, 32²)
        return scope.MoveToOuter(x.tanh() * _bound);
    }

    // Twice the side; a 2 x 2 kernel keeps it with one row and column of zeros behind, TensorFlow's "SAME".
    private static Tensor Joined(Conv2d up, Tensor deep, params Tensor[] shallow)
    {
        Tensor large = nn.functional.pad(nn.functional.interpolate(deep, scale_factor: [2, 2]), [0, 1, 0, 1]);
        Tensor grown = up.forward(large).relu();
        return torch.cat([.. shallow.Select(map => map.to(grown.dtype)), grown], 1);
    }
}
