using System.Buffers.Binary;

namespace DeepDefense.Torch.Serialization;

/// <summary>A model file in the safetensors format: eight bytes of header length, a JSON header, the elements.
/// Nothing in it is executed. Source: huggingface/safetensors, README.md ("Format").</summary>
public sealed class Safetensors : IDisposable
{
    private Safetensors(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata) =>
        (Tensors, Metadata) = (tensors, metadata);

    /// <summary>The tensors by name, on the CPU.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Free text by name (the header's <c>__metadata__</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads the free texts of a file alone, after the same checks of the whole header.</summary>
    /// <exception cref="ModelFormatException">The file breaks the format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return SafetensorsHeader.Read(stream, path).Metadata;
    }

    /// <summary>Reads a file. The header is checked as a whole before any tensor is made: its length, every range
    /// inside the file, no overlap, no gap.</summary>
    /// <exception cref="ModelFormatException">The file breaks the format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Safetensors Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        SafetensorsHeader header = SafetensorsHeader.Read(stream, path);
        Dictionary<string, Tensor> tensors = [];
        try
        {
            foreach (SafetensorsEntry entry in header.Entries)
            {
                Tensor tensor = torch.empty(entry.Shape, entry.Type).DetachFromDisposeScope();
                tensors.Add(entry.Name, tensor);
                if (tensor.numel() > 0) { stream.ReadExactly(tensor.bytes); }
            }
        }
        catch
        {
            foreach (Tensor tensor in tensors.Values) { tensor.Dispose(); }
            throw;
        }
        return new Safetensors(tensors, header.Metadata);
    }

    /// <summary>Refuses a file whose metadata say another width than its tensors have, before a network of that width takes memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">The tensor whose first size is the width.</param>
    /// <param name="width">What the metadata say.</param>
    /// <param name="metadata">Where they say it.</param>
    /// <exception cref="ModelFormatException">The tensor is missing, or of another width.</exception>
    public void RequireWidth(string path, string tensor, int width, string metadata)
    {
        long[] shape = Tensors.TryGetValue(tensor, out Tensor? weight) ? weight.shape : [];
        if (shape.Length == 0 || shape[0] != width)
        {
            throw new ModelFormatException(path, $"tensor {tensor}", shape.Length == 0 ? "none" : $"{shape[0]} channels", $"the width of metadata '{metadata}', {width}");
        }
    }

    /// <summary>Writes a file, whole or not at all; names in ordinal order, so that equal models give equal files.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Tensor)> tensors,
        IReadOnlyDictionary<string, string> metadata)
    {
        (string Name, Tensor Tensor)[] ordered = [.. tensors.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        byte[] header = SafetensorsHeader.Write(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach ((_, Tensor tensor) in ordered)
            {
                byte[] bytes = new byte[checked(tensor.numel() * tensor.element_size())];
                tensor.CopyBytesTo(bytes);
                stream.Write(bytes);
            }
        });
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors.Values) { tensor.Dispose(); }
    }
}
