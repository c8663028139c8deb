using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Attacks.Ssba;

/// <summary>The two networks that are trained together, and where their training stands.</summary>
internal sealed class StegaCodec : Module
{
    private const double NotYet = -1;
    private readonly Tensor _imageLossFrom;

    internal StegaCodec(StegaOptions options, int height, int width, Init init)
    {
        Encoder = Add("encoder", new StegaEncoder(options, height, width, init.For("encoder")));
        Decoder = Add("decoder", new StegaDecoder(options, height, width, init.For("decoder")));
        // A buffer, so that a checkpoint holds it: the loss of a step stays a function of the step and the state.
        _imageLossFrom = AddBuffer("image_loss_from", Tensor.Full(NotYet, [1], ScalarType.Int64), init.Device);
    }

    internal StegaEncoder Encoder { get; }

    internal StegaDecoder Decoder { get; }

    /// <summary>The step from which on the change of the images counts, or null: not yet.</summary>
    internal long? ImageLossFrom
    {
        get => _imageLossFrom.ToArray<long>() is [>= 0 and long step] ? step : null;
        set => _imageLossFrom.Fill(value ?? NotYet);
    }

    /// <summary>Reads images: <see cref="StegaDecoder.Forward"/>.</summary>
    public override Tensor Forward(Tensor input) => Decoder.Forward(input);
}
