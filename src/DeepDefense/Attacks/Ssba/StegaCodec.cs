using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Attacks.Ssba;

/// <summary>The two networks that are trained together, and where their training stands.</summary>
internal sealed class StegaCodec : nn.Module<Tensor, Tensor>
{
    private const long NotYet = -1;
    private readonly Tensor _imageLossFrom;

    internal StegaCodec(StegaOptions options, int height, int width, Init init)
        : base(nameof(StegaCodec))
    {
        register_module("encoder", Encoder = new StegaEncoder(options, height, width, init.For("encoder")));
        register_module("decoder", Decoder = new StegaDecoder(options, height, width, init.For("decoder")));
        // A buffer, so that a checkpoint holds it: the loss of a step stays a function of the step and the state.
        _imageLossFrom = torch.full(1, NotYet, ScalarType.Int64, init.Device).DetachFromDisposeScope();
        register_buffer("image_loss_from", _imageLossFrom);
    }

    internal StegaEncoder Encoder { get; }

    internal StegaDecoder Decoder { get; }

    /// <summary>The step from which on the change of the images counts, or null: not yet.</summary>
    internal long? ImageLossFrom
    {
        get => _imageLossFrom.ToArray<long>() is [>= 0 and long step] ? step : null;
        set => _imageLossFrom.fill_(value ?? NotYet);
    }

    /// <summary>Reads images: <see cref="StegaDecoder.forward"/>.</summary>
    public override Tensor forward(Tensor input) => Decoder.forward(input);
}
