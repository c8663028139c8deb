using DeepDefense.Torch.Modules;

namespace DeepDefense.Models.Architectures;

/// <summary>The architectures that weights of other programs are read for.</summary>
internal static class ArchitectureCatalog
{
    private static readonly WideResNetFamily Wide = new();
    private static readonly ArchitectureFamily[] Families = [new ResNetFamily(), new PreActResNetFamily(), new FeaturesFamily(), Wide];

    /// <summary>Their names.</summary>
    internal static IReadOnlyList<string> Names { get; } = [.. Families.SelectMany(family => family.Names)];

    /// <summary>The name under which an architecture is known here: without timm's tag, in small letters; or null: it is not.</summary>
    internal static string? Known(string name)
    {
        string plain = name.Split('.')[0].ToLowerInvariant();
        return Names.Contains(plain) || WideResNetFamily.IsName(plain) ? plain : null;
    }

    /// <summary>The only architecture that has such tensors, or null.</summary>
    internal static string? Guess(NetworkShapes shapes) => Families.Select(family => family.Guess(shapes)).OfType<string>().ToArray() is [string one] ? one : null;

    /// <summary>Builds a network.</summary>
    /// <param name="name">A known name.</param>
    /// <param name="shapes">Of the weights that are to go in.</param>
    /// <param name="init">Seed and device.</param>
    /// <exception cref="ArgumentException">The shapes are of another architecture.</exception>
    internal static BuiltNetwork Build(string name, NetworkShapes shapes, Init init)
    {
        BuiltNetwork built = (Families.FirstOrDefault(family => family.Names.Contains(name)) ?? Wide).Build(name, shapes, init);
        built.Network.to(init.Device);
        return built;
    }
}
