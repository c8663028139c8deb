namespace DeepDefense.Models.Architectures;

/// <summary>A network that was built for weights that another program wrote.</summary>
/// <param name="Network">With random weights.</param>
/// <param name="Width">Channels of its first convolution.</param>
/// <param name="Side">H and W of the images that such networks usually take.</param>
internal sealed record BuiltNetwork(nn.Module<Tensor, Tensor> Network, int Width, int Side)
{
    /// <summary>The name that a tensor has in the file, by that which it has in the network. Default the same.</summary>
    internal Func<string, string> NameInFile { get; init; } = name => name;

    /// <summary>What names do not say and was read from shapes, in words, or null (default).</summary>
    internal string? Variant { get; init; }
}
