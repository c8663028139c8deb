using DeepDefense.Torch.Modules;

namespace DeepDefense.Models.Architectures;

/// <summary>Architectures that are built alike.</summary>
internal abstract class ArchitectureFamily
{
    /// <summary>H and W that networks for ImageNet take, and those for CIFAR.</summary>
    private protected const int Large = 224, Small = 32;

    // Numbers of a network that is built in any case, so that what is missing can be named: 128 MB.
    private const long Free = 32_000_000;

    /// <summary>Their names, as torchvision, timm and BackdoorBench call them.</summary>
    internal abstract IReadOnlyList<string> Names { get; }

    /// <summary>The name of the only architecture that has such tensors, or null: none of these has.</summary>
    internal abstract string? Guess(NetworkShapes shapes);

    /// <summary>Builds one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="shapes">Of the weights that are to go in: they say widths, classes and variants.</param>
    /// <param name="init">Seed and device.</param>
    /// <exception cref="ArgumentException">The shapes are of another architecture; the message says which.</exception>
    internal abstract BuiltNetwork Build(string name, NetworkShapes shapes, Init init);

    /// <summary>Refuses weights that are far too few for a network, before it is built: names and a few shapes are soon written.</summary>
    /// <param name="name">The architecture.</param>
    /// <param name="shapes">Of the weights.</param>
    /// <param name="numbers">About how many numbers the network has.</param>
    private protected static void Require(string name, NetworkShapes shapes, long numbers)
    {
        if (numbers > Free && shapes.Numbers < numbers / 2) { throw new ArgumentException($"the tensors have {shapes.Numbers} numbers together, and {name} of these sizes about {numbers}"); }
    }

    /// <summary>K, from the weight of the last layer.</summary>
    private protected static int Classes(NetworkShapes shapes, params ReadOnlySpan<string> heads)
    {
        foreach (string head in heads)
        {
            if (shapes.Size(head, 0) is >= 2 and <= 100_000 and int classes) { return classes; }
        }
        throw new ArgumentException($"Missing key(s) in state_dict: \"{heads[0]}\", or not a row for each of at least two classes");
    }
}
