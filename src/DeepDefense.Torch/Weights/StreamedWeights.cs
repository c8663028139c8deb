using System.Buffers.Binary;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Weights;

/// <summary>A state dict in the stream of pickles that <c>torch.save</c> wrote before PyTorch 1.6, and writes with
/// <c>_use_new_zipfile_serialization=False</c>: a magic number, a version, sizes of types, what was saved, the keys of its storages, and these,
/// each behind its length. Source: PyTorch, <c>torch/serialization.py</c>, <c>_legacy_save</c>.</summary>
internal sealed class StreamedWeights : WeightsContainer
{
    private const int LongestPickles = 512 << 20, MostKeys = 1_000_000;

    private static readonly byte[] Start =
    [
        0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.', // 0x1950A86A20F9469CFC6C
        0x80, 2, (byte)'M', 0xE9, 0x03, (byte)'.', // 1001
    ];

    private readonly string _path;
    private readonly List<(PickledStorage Storage, long At)> _records = [];

    /// <exception cref="ModelFormatException">It is refused; the message says where and why.</exception>
    internal StreamedWeights(string path)
    {
        _path = path;
        using FileStream stream = File.OpenRead(path);
        byte[] beginning = new byte[Math.Min(stream.Length, LongestPickles)];
        stream.ReadExactly(beginning);
        if (!beginning.AsSpan().StartsWith(Start)) { throw new ModelFormatException(path, "byte 0", "a pickle of another program", "one that torch.save wrote: torch.save(model.state_dict(), \"weights.pth\")"); }
        PickleInput input = new(beginning, path, "", isShown: false);
        input.Take(Start.Length);
        if (PickleReader.Read(input, StateDialect.Instance) is not PickledDictionary system || !system.Items.Contains(("little_endian", true)))
        {
            throw input.Refusal("another order of bytes than little", "little, as processors of today have it");
        }
        Dictionary<string, PickledStorage> named = [];
        State = StateDictionary.Find(PickleReader.Read(input, StateDialect.Instance, storage => Name(named, storage, input)), path);
        if (PickleReader.Read(input, StateDialect.Instance) is not PickledList { Items.Count: <= MostKeys } keys) { throw input.Refusal("no list of storages", "their keys"); }
        Locate(stream, input.Position, [.. keys.Items.Select(key => key is string text && named.TryGetValue(text, out PickledStorage? storage) ? storage : throw input.Refusal("the key of a storage that no tensor names", "keys of those"))]);
        HashSet<PickledStorage> recorded = [.. _records.Select(record => record.Storage)];
        if (State.Storages.Values.FirstOrDefault(storage => !recorded.Contains(storage)) is { } missing) { throw input.Refusal($"no record {missing.Key}", "one for each storage"); }
    }

    internal override string Kind => "state dict of torch.save in the stream of before PyTorch 1.6";

    internal override StateDictionary State { get; }

    internal override Dictionary<string, Tensor> ReadStorages() => Reading(storages =>
    {
        using FileStream stream = File.OpenRead(_path);
        foreach ((PickledStorage storage, long at) in _records.Where(record => State.Storages.ContainsKey(record.Storage.Key)))
        {
            Tensor elements = torch.empty(storage.Length, PickledStorage.Types[storage.Type]).DetachFromDisposeScope();
            storages.Add(storage.Key, elements);
            stream.Position = at;
            if (storage.Length > 0) { stream.ReadExactly(elements.bytes); }
        }
    });

    internal override void Write(Stream to, IReadOnlyDictionary<string, Tensor> changed)
    {
        using FileStream stream = File.OpenRead(_path);
        long start = to.Position;
        stream.CopyTo(to);
        foreach ((PickledStorage storage, long at) in _records.Where(record => record.Storage.Length > 0))
        {
            if (!changed.TryGetValue(storage.Key, out Tensor? elements)) { continue; }
            to.Position = start + at;
            to.Write(elements.bytes);
        }
        to.Position = to.Length;
    }

    private static void Name(Dictionary<string, PickledStorage> named, PickledStorage storage, PickleInput input)
    {
        if (!named.TryAdd(storage.Key, storage) && named[storage.Key] != storage) { throw input.Refusal($"storage {storage.Key} with another type or length than before", "the same wherever it is named"); }
    }

    private void Locate(FileStream stream, long at, IReadOnlyList<PickledStorage> storages)
    {
        byte[] count = new byte[sizeof(long)];
        foreach (PickledStorage storage in storages)
        {
            stream.Position = at;
            long length = stream.ReadAtLeast(count, count.Length, throwOnEndOfStream: false) == count.Length ? BinaryPrimitives.ReadInt64LittleEndian(count) : -1;
            if (length != storage.Length) { throw new ModelFormatException(_path, $"byte {at}", length < 0 ? "the end of the file" : $"{length} elements", $"the {storage.Length} of storage {storage.Key}"); }
            at += count.Length;
            if (storage.Bytes > stream.Length - at || storage.Bytes > Array.MaxLength) { throw new ModelFormatException(_path, $"byte {at}", $"{stream.Length - at} bytes up to the end", $"{storage.Bytes} for storage {storage.Key}, at most {Array.MaxLength}"); }
            _records.Add((storage, at));
            at += storage.Bytes;
        }
        if (at != stream.Length) { throw new ModelFormatException(_path, $"byte {at}", $"{stream.Length - at} bytes that belong to no storage", "the end of the file"); }
    }
}
