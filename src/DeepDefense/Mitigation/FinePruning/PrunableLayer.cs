using DeepDefense.Models;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Mitigation.FinePruning;

/// <summary>A layer of a network whose channels can be pruned.</summary>
/// <param name="Parts">The parameters to set to zero, with the axis of the channels: C long in each.</param>
/// <param name="Activations">Computes what the channels carry, (N, C), from (N, 3, H, W), normalised.</param>
internal sealed record PrunableLayer(IReadOnlyList<(Tensor Parameter, int Axis)> Parts, Func<Tensor, Tensor> Activations)
{
    /// <summary>Finds the layer.</summary>
    /// <exception cref="ArgumentException">The network has none; the message says why.</exception>
    internal static PrunableLayer Of(nn.Module<Tensor, Tensor> network, PrunedLayer layer) => network switch
    {
        IPrunable own => OfOwn(own, layer),
        ScriptNetwork script => OfScript(script, layer),
        _ => throw new ArgumentException($"fine-pruning does not know the layers of a {network.GetType().Name}", nameof(network)),
    };

    private static PrunableLayer OfOwn(IPrunable network, PrunedLayer layer)
    {
        if (layer == PrunedLayer.Head) { return new([(network.Head.weight, 1)], images => network.Activations(images).Head); }
        Tensor?[] parts = [network.LastConvolution.weight, network.LastConvolution.bias, network.LastNorm?.weight, network.LastNorm?.bias];
        return new([.. parts.OfType<Tensor>().Select(part => (part, 0))], images => network.Activations(images).LastConvolution);
    }

    private static PrunableLayer OfScript(ScriptNetwork network, PrunedLayer layer)
    {
        (ScriptPlace place, int axis) = layer == PrunedLayer.Head ? (ScriptPlace.LastLinear, 1) : (ScriptPlace.LastConvolution, 0);
        try { return new([.. network.ParametersAt(place).Select(part => ((Tensor)part, axis))], images => network.ActivationsAt(place, images)); }
        catch (ScriptPlaceException e)
        {
            throw new ArgumentException($"fine-pruning cannot find what to prune in this TorchScript network: {e.Message}; unlearning needs no "
                + "more than its output", nameof(network), e);
        }
    }
}
