using System.Globalization;

namespace DeepDefense.Models.Architectures;

/// <summary>Names and shapes of a network's tensors, from which its architecture is read.</summary>
/// <param name="shapes">By name, as in the file.</param>
internal sealed class NetworkShapes(IReadOnlyDictionary<string, long[]> shapes)
{
    /// <summary>The names.</summary>
    internal IEnumerable<string> Names => shapes.Keys;

    /// <summary>Whether there is a tensor of a name.</summary>
    internal bool Has(string name) => shapes.ContainsKey(name);

    /// <summary>The shape of a tensor; empty: there is none.</summary>
    internal long[] Of(string name) => shapes.GetValueOrDefault(name, []);

    /// <summary>A size of a tensor; 0: there is none.</summary>
    internal int Size(string name, int axis) => Of(name) is { } shape && shape.Length > axis ? (int)Math.Clamp(shape[axis], 0, int.MaxValue) : 0;

    /// <summary>How many numbers all tensors have.</summary>
    internal long Numbers { get; } = (long)Math.Min(long.MaxValue / 4, shapes.Values.Sum(shape => shape.Aggregate(1.0, (all, size) => all * size)));

    /// <summary>How many modules are numbered from 0 on behind a name, e.g. <c>layer1.</c>.</summary>
    internal int Count(string prefix) => Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(name => int.TryParse(name[prefix.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number + 1 : 0).DefaultIfEmpty(0).Max();
}
