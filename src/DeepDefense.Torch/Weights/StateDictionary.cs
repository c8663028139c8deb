using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Weights;

/// <summary>The names and places of a network's tensors in what <c>torch.save</c> wrote, and the plain values beside them.</summary>
internal sealed class StateDictionary
{
    private const int MostTensors = 100_000, LongestName = 500, LongestFact = 1000, MostFacts = 16;
    private const long Slack = 1 << 20; // bytes

    // What people call it, the likeliest first.
    private static readonly string[] Keys = ["state_dict", "model_state_dict", "model", "net", "network", "model_state", "weights", "state"];

    private static readonly string[] Prefixes = ["module.", "_orig_mod.", "model.", "net.", "network."];

    private StateDictionary(string? place, string prefix, IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, PickledStorage> storages, IReadOnlyDictionary<string, object> facts) =>
        (Place, Prefix, Tensors, Storages, Facts) = (place, prefix, tensors, storages, facts);

    /// <summary>The key of the dictionary that it stands under, or null: it is all that was saved.</summary>
    internal string? Place { get; }

    /// <summary>What all names begin with and the network's own do not, such as <c>module.</c>; may be empty.</summary>
    internal string Prefix { get; }

    /// <summary>The tensors, in order.</summary>
    internal IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>The storages that they are parts of, by name; empty for safetensors.</summary>
    internal IReadOnlyDictionary<string, PickledStorage> Storages { get; }

    /// <summary>Texts, numbers (long, double) and lists of whole numbers (long[]) that stand beside it, by key.</summary>
    internal IReadOnlyDictionary<string, object> Facts { get; }

    /// <summary>Finds it in what a pickle holds.</summary>
    /// <param name="root">What was saved.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="ModelFormatException">There is none, or several of which none goes before the others, or its tensors are larger than the file.</exception>
    internal static StateDictionary Find(object? root, string path)
    {
        if (root is not PickledDictionary saved) { throw new ModelFormatException(path, "the value that was saved", root is PickledTensor ? "a tensor" : "no dictionary", "the state dict of a network: torch.save(model.state_dict(), \"weights.pth\")"); }
        if (IsState(saved)) { return Of(saved, null, new Dictionary<string, object>(), path); }
        HashSet<string> keys = [];
        if (saved.Items.Select(item => item.Key).OfType<string>().FirstOrDefault(key => !keys.Add(key)) is { } twice) { throw new ModelFormatException(path, "the dictionary that was saved", $"the key {Shown(twice)} twice", "each key once"); }
        // Entries may be one dictionary, which is looked at once.
        Dictionary<PickledDictionary, bool> known = new(ReferenceEqualityComparer.Instance);
        bool IsKnownState(PickledDictionary inner) => known.TryGetValue(inner, out bool isState) ? isState : known[inner] = IsState(inner);
        (string Key, PickledDictionary State)[] found = [.. saved.Items.Where(item => item.Key is string && item.Value is PickledDictionary inner && IsKnownState(inner)).Select(item => ((string)item.Key!, (PickledDictionary)item.Value!))];
        if (found.Length == 0)
        {
            throw new ModelFormatException(path, "the dictionary that was saved", $"no state dict under its keys ({Names(saved)})", "one of tensors by name: torch.save({\"state_dict\": model.state_dict()}, ...)");
        }
        (string Key, PickledDictionary State) chosen = Keys.SelectMany(key => found.Where(state => state.Key == key)).FirstOrDefault(found[0]);
        return found.Length == 1 || Keys.Contains(chosen.Key) ? Of(chosen.State, chosen.Key, FactsOf(saved), path)
            : throw new ModelFormatException(path, "the dictionary that was saved", $"{found.Length} state dicts, under {string.Join(", ", found.Take(MostFacts).Select(state => Shown(state.Key)))}{(found.Length > MostFacts ? " and others" : "")}", "one: save the one that is meant alone");
    }

    /// <summary>That of a file without storages of its own: each tensor is one.</summary>
    internal static StateDictionary Of(IReadOnlyList<(string Name, long[] Shape)> tensors)
    {
        string prefix = PrefixOf(tensors.Select(tensor => tensor.Name));
        return new(null, prefix, [.. tensors.Select(tensor =>
        {
            PickledTensor whole = PickledTensor.Contiguous("Float", "", tensor.Shape, false);
            return new StoredTensor(tensor.Name[prefix.Length..], tensor.Name, 0, whole.Shape, whole.Stride);
        })], new Dictionary<string, PickledStorage>(), new Dictionary<string, object>());
    }

    private static bool IsState(PickledDictionary saved) => saved.Items.Count > 0 && saved.Items.All(item => item.Key is string && item.Value is PickledTensor);

    private static StateDictionary Of(PickledDictionary state, string? place, IReadOnlyDictionary<string, object> facts, string path)
    {
        if (state.Items.Count > MostTensors) { throw new ModelFormatException(path, "the state dict", $"{state.Items.Count} tensors", $"at most {MostTensors}"); }
        Dictionary<string, PickledStorage> storages = [];
        HashSet<string> names = [];
        foreach ((string name, PickledTensor tensor) in state.Items.Select(item => ((string)item.Key!, (PickledTensor)item.Value!)))
        {
            if (name.Length > LongestName || LoadedScript.Printable(name) != name || !names.Add(name)) { throw new ModelFormatException(path, $"tensor '{Shown(name)}'", "a name that is too long, not printable or there twice", "names of layers"); }
            if (!PickledStorage.Types.ContainsKey(tensor.Storage.Type)) { throw new ModelFormatException(path, $"tensor '{name}'", $"elements of {tensor.Storage.Type}", $"one of {string.Join(", ", PickledStorage.Types.Keys)}"); }
            if (!storages.TryAdd(tensor.Storage.Key, tensor.Storage) && storages[tensor.Storage.Key] != tensor.Storage) { throw new ModelFormatException(path, $"tensor '{name}'", $"record {tensor.Storage.Key} with another type or length than elsewhere", "the same wherever it is named"); }
        }
        RequireSize(state, storages.Values, path);
        string prefix = PrefixOf(names);
        return new(place, prefix, [.. state.Items.Select(item => (Name: (string)item.Key!, Tensor: (PickledTensor)item.Value!))
            .Select(entry => new StoredTensor(entry.Name[prefix.Length..], entry.Tensor.Storage.Key, entry.Tensor.Offset, entry.Tensor.Shape, entry.Tensor.Stride))], storages, facts);
    }

    // A stride of 0, or one record under many names, claims more than the file holds.
    private static void RequireSize(PickledDictionary state, IEnumerable<PickledStorage> storages, string path)
    {
        UInt128 room = (UInt128)Slack, claimed = 0;
        foreach (PickledStorage storage in storages) { room += 2 * (UInt128)storage.Bytes; }
        foreach (PickledTensor tensor in state.Items.Select(item => (PickledTensor)item.Value!).DistinctBy(tensor => (tensor.Storage.Key, tensor.Offset, string.Join(',', tensor.Shape))))
        {
            claimed += tensor.Shape.Aggregate((UInt128)PickledStorage.Sizes[tensor.Storage.Type], (all, size) => all * (UInt128)size);
        }
        if (claimed > room) { throw new ModelFormatException(path, "the state dict", $"tensors of {claimed} bytes", $"at most {room}, twice what its records hold"); }
    }

    private static string PrefixOf(IEnumerable<string> names)
    {
        string[] left = [.. names];
        string prefix = "";
        while (left.Length > 0 && Prefixes.FirstOrDefault(known => left.All(name => name.StartsWith(known, StringComparison.Ordinal) && name.Length > known.Length)) is { } next)
        {
            prefix += next;
            left = [.. left.Select(name => name[next.Length..])];
        }
        return prefix;
    }

    private static Dictionary<string, object> FactsOf(PickledDictionary saved)
    {
        Dictionary<string, object> facts = [];
        foreach ((object? key, object? value) in saved.Items)
        {
            object? fact = value switch
            {
                string text => text.Length <= LongestFact && LoadedScript.Printable(text) == text ? text : null,
                long or double => value,
                PickledTuple { Items.Length: <= MostFacts } tuple => Whole(tuple.Items),
                PickledList { Items.Count: <= MostFacts } list => Whole(list.Items),
                _ => null,
            };
            if (key is string name && fact is not null) { facts.TryAdd(name, fact); }
        }
        return facts;
    }

    private static long[]? Whole(IReadOnlyList<object?> items) => items.All(item => item is long) ? [.. items.Cast<long>()] : null;

    private static string Names(PickledDictionary saved) => string.Join(", ", saved.Items.Take(MostFacts).Select(item => item.Key is string key ? Shown(key) : "a number"));

    private static string Shown(string name) => LoadedScript.Printable(name.Length > 80 ? name[..80] + "..." : name);
}
