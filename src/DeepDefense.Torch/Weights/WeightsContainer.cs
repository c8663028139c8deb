namespace DeepDefense.Torch.Weights;

/// <summary>The bytes of a file of weights: it is written again as it was, but for the elements of some storages.</summary>
internal abstract class WeightsContainer
{
    /// <summary>What it is, in words, e.g. <c>state dict of torch.save</c>.</summary>
    internal abstract string Kind { get; }

    /// <summary>Names and places of the tensors, in the order of the file.</summary>
    internal abstract StateDictionary State { get; }

    /// <summary>Reads the elements of the storages that tensors are parts of.</summary>
    /// <returns>(N) each, on the processor, by name; the caller owns them.</returns>
    internal abstract Dictionary<string, Tensor> ReadStorages();

    /// <summary>Writes the file again.</summary>
    /// <param name="to">Where to; it can seek.</param>
    /// <param name="changed">Other elements of as many bytes, by the names of their storages.</param>
    internal abstract void Write(Stream to, IReadOnlyDictionary<string, Tensor> changed);

    /// <summary>Frees what was read, where reading goes wrong.</summary>
    /// <param name="read">Adds to what is given to it.</param>
    private protected static Dictionary<string, Tensor> Reading(Action<Dictionary<string, Tensor>> read)
    {
        Dictionary<string, Tensor> storages = [];
        try
        {
            read(storages);
            return storages;
        }
        catch
        {
            foreach (Tensor tensor in storages.Values) { tensor.Dispose(); }
            throw;
        }
    }
}
