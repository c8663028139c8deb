using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Steganalysis;

/// <summary>WISERNet, the wider separate-then-reunion network: Zeng et al. 2019, after the authors' Caffe definition
/// (tansq/WISERNet, model/wisernet_model.prototxt). High-pass filters work on each colour band alone; only the second
/// convolution sums over bands, so that noise in which the bands disagree survives. Two things differ from the
/// prototxt: the last pool is global at every size, and batch norm remembers a batch with share 0.1, not 0.95, which
/// would make the running statistics those of the last batch.</summary>
public sealed class WiserNet : nn.Module<Tensor, Tensor>
{
    private const int Bands = 3;
    private const int PublishedWidth = 72;
    private const int Side = 9; // of the composed kernel

    private readonly WiserNetOptions _options;
    private readonly Conv2d _conv1, _conv2, _conv4, _conv6;
    private readonly BatchNorm2d _bn2, _bn4, _bn6;
    private readonly AvgPool2d _pool2, _pool4;
    private readonly Linear _ip31, _ip32, _ip33, _ip3;

    /// <summary>Builds the network.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="init">Seed and device.</param>
    public WiserNet(WiserNetOptions options, Init init)
        : base(nameof(WiserNet))
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        bool high = options.Resolution == WiserNetResolution.High;
        bool kaiming = options.Initialization == WiserNetInitialization.Kaiming;
        Initialization conv = kaiming ? Initializations.KaimingNormal : Initializations.Gaussian(0.01);
        Initialization full = kaiming ? Initializations.KaimingNormal : Initializations.Xavier;
        (int w2, int w4, int w6) = (options.Width, 4 * options.Width, 16 * options.Width);
        int Scaled(int published) => Math.Max(1, published * options.Width / PublishedWidth);

        register_module("conv1", _conv1 = Layers.Conv2d(Bands, Bands * SrmFilters.Count, 5, init, padding: 2, groups: Bands, weights: SrmFilters.Fill));
        register_module("conv2", _conv2 = Layers.Conv2d(Bands * SrmFilters.Count, w2, 5, init.For("conv2"), high ? 1 : 2, padding: 2, weights: conv));
        register_module("bn2", _bn2 = Layers.BatchNorm2d(w2, init));
        _pool2 = nn.AvgPool2d(5, 2, padding: 1, ceil_mode: true);
        register_module("conv4", _conv4 = Layers.Conv2d(w2, w4, 3, init.For("conv4"), padding: 1, weights: conv));
        register_module("bn4", _bn4 = Layers.BatchNorm2d(w4, init));
        _pool4 = high ? nn.AvgPool2d(3, 2, padding: 1) : nn.AvgPool2d(5, 4, ceil_mode: true);
        register_module("conv6", _conv6 = Layers.Conv2d(w4, w6, 3, init.For("conv6"), padding: 1, weights: conv));
        register_module("bn6", _bn6 = Layers.BatchNorm2d(w6, init));
        register_module("ip31", _ip31 = Layers.Linear(options.Pooling == WiserNetPooling.Average ? w6 : 2 * w6, Scaled(800), init.For("ip31"), full));
        register_module("ip32", _ip32 = Layers.Linear(Scaled(800), Scaled(400), init.For("ip32"), full));
        register_module("ip33", _ip33 = Layers.Linear(Scaled(400), Scaled(200), init.For("ip33"), full));
        register_module("ip3", _ip3 = Layers.Linear(Scaled(200), 2, init.For("ip3"), full));
    }

    internal Conv2d Conv4 => _conv4;

    internal Conv2d Conv6 => _conv6;

    internal BatchNorm2d Bn2 => _bn2;

    internal BatchNorm2d Bn4 => _bn4;

    internal BatchNorm2d Bn6 => _bn6;

    internal AvgPool2d Pool2 => _pool2;

    internal AvgPool2d Pool4 => _pool4;

    /// <param name="input">(N, 3, H, W), float32, pixel values in [0, 255].</param>
    /// <returns>(N, 2) logits: 0 poisoned (stego), 1 clean (cover), as in the paper.</returns>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return scope.MoveToOuter(Top(Pooled(Maps(input))));
    }

    /// <summary>From what the last pool gives to the logits.</summary>
    internal Tensor Top(Tensor x)
    {                                                           // published at 512     high at 32
        using DisposeScope scope = torch.NewDisposeScope();     // (N, 1152)            (N,  576)
        x = _ip31.forward(x).relu();                            // (N,  800)            (N,  400)
        x = _ip32.forward(x).relu();                            // (N,  400)            (N,  200)
        x = _ip33.forward(x).relu();                            // (N,  200)            (N,  100)
        return scope.MoveToOuter(_ip3.forward(x));              // (N,    2)            (N,    2)
    }

    /// <summary>The last pool.</summary>
    internal Tensor Pooled(Tensor maps) => _options.Pooling == WiserNetPooling.Average
        ? maps.GlobalAveragePool()
        : torch.cat([maps.GlobalAveragePool(), maps.amax([2, 3])], 1); // twice as many

    /// <summary>The maps before the last pool.</summary>
    internal Tensor Maps(Tensor input)
    {                                                           // published at 512     high at 32
        Tensor x = Bottom(input);                               // (N,   72, 256²)      (N,   36, 32²)
        x = _bn2.call(x.abs()).tanh();
        x = _pool2.forward(x);                                  // (N,   72, 128²)      (N,   36, 16²)
        x = _bn4.call(_conv4.forward(x)).relu();             // (N,  288, 128²)      (N,  144, 16²)
        x = _pool4.forward(x);                                  // (N,  288,  32²)      (N,  144,  8²)
        return _bn6.call(_conv6.forward(x)).relu();          // (N, 1152,  32²)      (N,  576,  8²)
    }

    // conv1 and conv2 have nothing between them, so together they are one convolution, whose kernel is the full
    // convolution of theirs, band by band: 30 filters a band (groups) summed into one 9 x 9 kernel a band. Of three channels a
    // vector register stays mostly empty: the nine columns that a window sees become channels, and the kernel 9 x 1.
    internal Tensor Bottom(Tensor input)
    {
        if (_options.Bottom == WiserNetBottom.Separate) { return _conv2.forward(_conv1.forward(input)); }
        Tensor kernel = nn.functional.conv_transpose2d(_conv2.weight, _conv1.weight, groups: Bands);     // (72, 3, 9, 9)
        long stride = _options.Resolution == WiserNetResolution.High ? 1 : 2;
        Tensor columns = Columns(input.to(kernel.dtype), stride);                                        // (N, 27, H, W / stride)
        kernel = kernel.permute(0, 3, 1, 2).reshape(kernel.shape[0], Side * Bands, Side, 1);             // (72, 27, 9, 1)
        return nn.functional.conv2d(columns, kernel, strides: [stride, 1], padding: [Side / 2, 0]);
    }

    // With the channels innermost, the nine pixels of a row that a window sees lie one behind the other.
    private static Tensor Columns(Tensor input, long stride)
    {
        Tensor padded = nn.functional.pad(input, [Side / 2, Side / 2, 0, 0]).ChannelsLast();
        (long images, long height, long width) = (padded.shape[0], padded.shape[2], padded.shape[3]);
        return padded.as_strided([images, Side * Bands, height, ((width - Side) / stride) + 1], [height * width * Bands, 1, width * Bands, stride * Bands]).ChannelsLast();
    }
}
