using System.IO.Compression;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Weights;

/// <summary>A state dict in the zip archive that <c>torch.save</c> writes since PyTorch 1.6.</summary>
internal sealed class ZippedWeights : WeightsContainer
{
    private const string Pickle = "data.pkl", Records = "data/";
    private const int LongestPickle = 512 << 20;

    private readonly string _path;

    /// <exception cref="ModelFormatException">It is refused; the message says where and why.</exception>
    internal ZippedWeights(string path)
    {
        _path = path;
        using ArchiveEntries entries = ArchiveEntries.Open(path);
        entries.RequireLittleEndian();
        State = StateDictionary.Find(PickleReader.Read(new PickleInput(entries.Read(Pickle, LongestPickle)!, path, $"entry {Pickle}, ", isShown: false), StateDialect.Instance), path);
        foreach (PickledStorage storage in State.Storages.Values)
        {
            long? length = entries.Length(Records + storage.Key) ?? (storage.Length == 0 ? 0 : null);
            if (length != storage.Bytes) { throw new ModelFormatException(path, $"entry {Records}{storage.Key}", length is null ? "nothing" : $"{length} bytes", $"{storage.Bytes}, for {storage.Length} elements of {storage.Type}"); }
        }
    }

    internal override string Kind => "state dict of torch.save";

    internal override StateDictionary State { get; }

    internal override Dictionary<string, Tensor> ReadStorages() => Reading(storages =>
    {
        using ArchiveEntries entries = ArchiveEntries.Open(_path);
        foreach (PickledStorage storage in State.Storages.Values)
        {
            Tensor elements = torch.empty(storage.Length, PickledStorage.Types[storage.Type]).DetachFromDisposeScope();
            storages.Add(storage.Key, elements);
            if (storage.Length > 0) { entries.Fill(Records + storage.Key, elements.bytes); }
        }
    });

    internal override void Write(Stream to, IReadOnlyDictionary<string, Tensor> changed)
    {
        using ZipArchive from = ZipFile.OpenRead(_path);
        using StoredZip zip = new(to);
        string root = from.Entries.Select(entry => entry.FullName).First(name => name.EndsWith("/" + Pickle, StringComparison.Ordinal) && name.Count(c => c == '/') == 1)[..^Pickle.Length] + Records;
        foreach (ZipArchiveEntry entry in from.Entries)
        {
            if (entry.FullName.StartsWith(root, StringComparison.Ordinal) && changed.TryGetValue(entry.FullName[root.Length..], out Tensor? elements) && elements.numel() > 0)
            {
                zip.Add(entry.FullName, elements.bytes);
                continue;
            }
            using Stream content = entry.Open();
            zip.Add(entry.FullName, content, entry.Length);
        }
    }
}
