using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Weights;

/// <summary>Weights as safetensors of another program: <c>model.safetensors</c>.</summary>
internal sealed class SafetensorsWeights : WeightsContainer
{
    private readonly string _path;
    private readonly IReadOnlyList<SafetensorsEntry> _entries;

    /// <exception cref="ModelFormatException">It is refused; the message says where and why.</exception>
    internal SafetensorsWeights(string path)
    {
        _path = path;
        using FileStream stream = File.OpenRead(path);
        _entries = SafetensorsHeader.Read(stream, path).Entries;
        if (_entries.Count == 0) { throw new ModelFormatException(path, "header", "no tensor", "the weights of a network"); }
        State = StateDictionary.Of([.. _entries.Select(entry => (entry.Name, entry.Shape))]);
    }

    internal override string Kind => "safetensors";

    internal override StateDictionary State { get; }

    internal override Dictionary<string, Tensor> ReadStorages() => Reading(storages =>
    {
        using Safetensors file = Safetensors.Read(_path);
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (SafetensorsEntry entry in _entries) { storages.Add(entry.Name, file.Tensors[entry.Name].flatten().clone().DetachFromDisposeScope()); }
    });

    internal override void Write(Stream to, IReadOnlyDictionary<string, Tensor> changed)
    {
        using FileStream stream = File.OpenRead(_path);
        SafetensorsHeader.Read(stream, _path);
        long start = to.Position, first = stream.Position;
        stream.Position = 0;
        stream.CopyTo(to);
        foreach (SafetensorsEntry entry in _entries.Where(entry => entry.End > entry.Begin))
        {
            if (!changed.TryGetValue(entry.Name, out Tensor? elements)) { continue; }
            to.Position = start + first + entry.Begin;
            to.Write(elements.bytes);
        }
        to.Position = to.Length;
    }
}
