using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Weights;

/// <summary>The weights of a network without its program, as other programs write them: a state dict of <c>torch.save</c>, in a zip archive or in the older
/// stream, or safetensors. It is read as data, nothing in it is run, and it is written again with other numbers and nothing else changed.</summary>
public sealed class WeightsFile : IDisposable
{
    private const int MostNamed = 5;
    private readonly WeightsContainer _container;
    private readonly Dictionary<string, Tensor> _storages;

    private WeightsFile(string path, WeightsContainer container)
    {
        (Path, _container) = (path, container);
        using IDisposable pause = torch.no_grad();
        _storages = container.ReadStorages();
        Tensors = [.. container.State.Tensors.Select(tensor => (tensor.Name, tensor.In(_storages[tensor.Storage]).DetachFromDisposeScope()))];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What kind of file it is and where in it the weights stand, in words.</summary>
    public string Kind => _container.Kind + (_container.State.Place is { } place ? $", under '{place}'" : "") + (_container.State.Prefix is { Length: > 0 } prefix ? $", names behind '{prefix}'" : "");

    /// <summary>The tensors by their names in the network, in the order of the file, on the processor, in the numbers of the file.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Tensors { get; }

    /// <summary>Texts, numbers (long or double) and lists of whole numbers (long[]) that stand beside the weights, by key.</summary>
    public IReadOnlyDictionary<string, object> Facts => _container.State.Facts;

    /// <summary>Whether a file of PyTorch holds weights without a program.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsState(string path) => TorchScriptArchive.IsPyTorchFile(path) && !TorchScriptArchive.IsTorchScript(path);

    /// <summary>Reads what stands beside the weights, without their numbers; see <see cref="Facts"/>.</summary>
    /// <exception cref="ModelFormatException">The file is refused, as <see cref="Read"/> does.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, object> ReadFacts(string path) => Open(path, container => container.State.Facts);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">It is none, is damaged, claims more than it holds, or names something else than tensors; the message says what
    /// and where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WeightsFile Read(string path) => Open(path, container => new WeightsFile(path, container));

    /// <summary>Writes the file again, whole or not at all, with other values; names, shapes, kinds of numbers and all else stay. A value that is the same up to
    /// the rounding of its new numbers keeps every bit.</summary>
    /// <param name="path">The file to write; may be the one that was read.</param>
    /// <param name="values">The new value of a tensor by its name, of the same shape, or null: it stays.</param>
    /// <exception cref="ArgumentException">A value is of another shape.</exception>
    /// <exception cref="ModelFormatException">Two tensors are the same numbers of the file in part or whole, and their new values differ; nothing is written.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public void Write(string path, Func<string, Tensor?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        Dictionary<string, Tensor> changed = [];
        foreach ((StoredTensor place, (_, Tensor stored)) in _container.State.Tensors.Zip(Tensors))
        {
            if (values(place.Name) is not { } given) { continue; }
            if (!given.shape.SequenceEqual(place.Shape)) { throw new ArgumentException($"{place.Name} is {given.Described()}; the file has ({string.Join(", ", place.Shape)})", nameof(values)); }
            if (!changed.TryGetValue(place.Storage, out Tensor? elements)) { changed.Add(place.Storage, elements = _storages[place.Storage].clone()); }
            place.Once(place.In(elements)).copy_(place.Once(Rounded(given, stored)));
        }
        RequireApart(values, changed);
        AtomicFile.Write(path, stream => _container.Write(stream, changed));
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach ((_, Tensor tensor) in Tensors) { tensor.Dispose(); }
        foreach (Tensor storage in _storages.Values) { storage.Dispose(); }
    }

    private static Tensor Rounded(Tensor given, Tensor stored)
    {
        Tensor value = given.detach().cpu();
        return torch.where(stored.to(value.dtype).eq(value), stored, value.to(stored.dtype));
    }

    // What stands under two names is written twice, and the later would win.
    private void RequireApart(Func<string, Tensor?> values, Dictionary<string, Tensor> changed)
    {
        foreach ((StoredTensor place, (_, Tensor stored)) in _container.State.Tensors.Zip(Tensors))
        {
            if (!changed.TryGetValue(place.Storage, out Tensor? elements)) { continue; }
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor wanted = values(place.Name) is { } given ? Rounded(given, stored) : stored, written = place.In(elements);
            // What is no number is unlike itself.
            if (wanted.eq(written).logical_or(wanted.ne(wanted).logical_and(written.ne(written))).all().item<bool>()) { continue; }
            string others = string.Join(", ", _container.State.Tensors.Where(other => other.Name != place.Name && other.Meets(place)).Take(MostNamed).Select(other => other.Name));
            throw new ModelFormatException(Path, $"tensor '{place.Name}'", $"numbers that are also those of {(others.Length > 0 ? others : "another place in itself")}, and new values that differ", "equal ones, as the file has them once: save the network with copies, {name: tensor.clone() for name, tensor in model.state_dict().items()}");
        }
    }

    private static T Open<T>(string path, Func<WeightsContainer, T> read)
    {
        try
        {
            return read(!TorchScriptArchive.IsPyTorchFile(path) ? new SafetensorsWeights(path)
                : TorchScriptArchive.IsPickle(path) ? new StreamedWeights(path)
                : new ZippedWeights(path));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException) { throw new ModelFormatException($"{path}: damaged, cut short perhaps: {e.Message}", e); }
    }
}
