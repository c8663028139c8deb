using DeepDefense.Torch.Scripting;

namespace DeepDefense.Models;

/// <summary>The layers of a network that have tensors, or no layers inside.</summary>
internal static class ModelLayers
{
    /// <summary>Those of a network.</summary>
    /// <param name="network">It.</param>
    /// <param name="scripted">The modules of TorchScript; none: it is another.</param>
    internal static IEnumerable<ModelLayer> Of(nn.Module<Tensor, Tensor> network, IReadOnlyList<ScriptLayer> scripted)
    {
        ILookup<string, Tensor> own = network.named_parameters().ToLookup(entry => Owner(entry.name), entry => (Tensor)entry.parameter);
        HashSet<string> inner = [.. scripted.Select(layer => Owner(layer.Name))];
        IEnumerable<ScriptLayer> layers = scripted.Count > 0
            ? scripted.Where(layer => own.Contains(layer.Name) || !inner.Contains(layer.Name))
            : own.Select(group => new ScriptLayer(group.Key, Looks(group.First().dim())));
        return layers.Select(layer => new ModelLayer(layer.Name, layer.Type, own[layer.Name].Select(tensor => tensor.shape).FirstOrDefault([]),
            own[layer.Name].Sum(tensor => tensor.numel())));
    }

    private static string Looks(long dimensions) => dimensions switch { 4 => "Conv2d", 2 => "Linear", _ => "BatchNorm2d" };

    private static string Owner(string name) => name.LastIndexOf('.') is >= 0 and int dot ? name[..dot] : "";
}
