namespace DeepDefense.Models;

/// <summary>A network that shows what flows between its blocks.</summary>
public interface ILayered
{
    /// <summary>Runs the network and keeps what leaves its stem and each of its blocks, in order, in one graph with the answer.</summary>
    /// <param name="input">(N, 3, H, W), normalised float32.</param>
    /// <returns>The maps, each (N, C, H, W) of a size of its own, and (N, K) logits.</returns>
    public (IReadOnlyList<Tensor> Maps, Tensor Logits) Trace(Tensor input);

    /// <summary>Runs the blocks of some stages one after the other.</summary>
    /// <param name="stem">What enters the first.</param>
    /// <param name="stages">The stages.</param>
    /// <returns>The stem, and what leaves each block.</returns>
    internal static IReadOnlyList<Tensor> Blocks(Tensor stem, params ReadOnlySpan<Sequential> stages)
    {
        List<Tensor> maps = [stem];
        foreach (Sequential stage in stages)
        {
            foreach (nn.Module block in stage.children()) { maps.Add(((nn.Module<Tensor, Tensor>)block).call(maps[^1])); }
        }
        return maps;
    }
}
