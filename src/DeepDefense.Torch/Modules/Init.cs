namespace DeepDefense.Torch.Modules;

/// <summary>What a module is built from: where its random weights come from and where they live.</summary>
/// <param name="Seed">Children of it seed the children of the module, by name.</param>
/// <param name="Device">Where the parameters and buffers live.</param>
public readonly record struct Init(Seed Seed, Device Device)
{
    /// <summary>For the child of a name.</summary>
    public Init For(string name) => this with { Seed = Seed.For(name) };
}
