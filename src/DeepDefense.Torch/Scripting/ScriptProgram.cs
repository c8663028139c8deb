using System.Globalization;
using System.Text;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>What a TorchScript archive holds but for the numbers of its tensors, after every check: the code by its words, the objects,
/// the constants. libtorch gets an archive that is written anew from this, never the bytes of a foreign one.</summary>
/// <param name="Version">The version of the format, which decides what some operators mean.</param>
/// <param name="Sources">The code.</param>
/// <param name="Root">The network.</param>
/// <param name="Constants">The tensors that the code names as CONSTANTS.</param>
internal sealed record ScriptProgram(int Version, IReadOnlyList<ScriptSource> Sources, PickledObject Root, PickledTuple Constants)
{
    private const string Top = "model/", DataRecords = "data/", ConstantRecords = "constants/";
    private const int LongestCode = 4 << 20, MostCode = 8 << 20, LongestPickle = 64 << 20, LongestNumber = 64;

    /// <summary>The classes by their qualified names.</summary>
    internal IReadOnlyDictionary<string, ScriptClass> Classes { get; } = Sources.SelectMany(source => source.Classes).ToDictionary(type => type.Type);

    /// <summary>The modules by their paths, the network first, under an empty one, in the order in which libtorch goes through them.</summary>
    internal IEnumerable<(string Path, PickledObject Module)> Modules => Below("", Root);

    /// <summary>Whether every module knows use from training. What torch.jit.freeze leaves does not, and libtorch ends the process
    /// of who tells it.</summary>
    internal bool HasMode => Walk(Root).OfType<PickledObject>().Where(IsModule).All(module => module.Attributes.Any(attribute => attribute is { Name: "training", Value: bool }));

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="ModelFormatException">It is refused; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static OpenedScript Open(string path)
    {
        TorchScriptArchive.Read(path);
        using ArchiveEntries entries = ArchiveEntries.Open(path);
        (ScriptProgram program, IReadOnlyList<ScriptOutput> outputs) = ScriptOutputs.Give(Read(entries, path));
        return new(program, outputs, program.Write(entries, new Dictionary<string, byte[]>()));
    }

    /// <summary>Reads and checks everything in an archive that libtorch will see.</summary>
    /// <exception cref="ModelFormatException">Something is not what TorchScript writes, or not allowed; the message says what and where.</exception>
    internal static ScriptProgram Read(ArchiveEntries entries, string path)
    {
        int version = VersionOf(entries, path);
        IReadOnlyList<ScriptSource> sources = Code(entries, path);
        ScriptCheck.Run(sources, path);
        object? data = PickleReader.Read(entries.Read("data.pkl", LongestPickle)!, path, "data.pkl");
        object? constants = entries.Read("constants.pkl", LongestPickle) is { } bytes ? PickleReader.Read(bytes, path, "constants.pkl") : new PickledTuple([]);
        if (data is not PickledObject root) { throw new ModelFormatException(path, "entry data.pkl", "no object", "a network, as torch.jit.save writes it"); }
        if (constants is not PickledTuple tensors || tensors.Items.Any(item => item is not PickledTensor)) { throw new ModelFormatException(path, "entry constants.pkl", "something else than tensors", "the constants of the code"); }
        ScriptProgram program = new(version, sources, root, tensors);
        ScriptObjects.Check(program, path);
        CheckRecords(root, entries, DataRecords, path);
        CheckRecords(tensors, entries, ConstantRecords, path);
        return program;
    }

    /// <summary>Writes the archive that libtorch reads.</summary>
    /// <param name="from">Where the records of the tensors are.</param>
    /// <param name="added">Records that are not there, by their keys.</param>
    internal byte[] Write(ArchiveEntries from, IReadOnlyDictionary<string, byte[]> added)
    {
        const int Beside = 1 << 20; // headers, code
        using MemoryStream archive = new((int)Math.Min(Array.MaxLength, Beside + StoragesIn(Root).Concat(StoragesIn(Constants)).Distinct().Sum(storage => storage.Bytes)));
        using (StoredZip zip = new(archive))
        {
            zip.Add(Top + "data.pkl", PickleWriter.Write(Root));
            foreach (ScriptSource source in Sources) { zip.Add(Top + source.Entry, Encoding.ASCII.GetBytes(source.Write())); }
            zip.Add(Top + "constants.pkl", PickleWriter.Write(Constants));
            Records(Root, DataRecords);
            Records(Constants, ConstantRecords);
            zip.Add(Top + "version", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}\n")));

            void Records(Pickled value, string folder)
            {
                foreach (PickledStorage storage in StoragesIn(value).Where(storage => storage.Length > 0).DistinctBy(storage => storage.Key))
                {
                    if (added.TryGetValue(storage.Key, out byte[]? bytes) && folder == DataRecords) { zip.Add(Top + folder + storage.Key, bytes); }
                    else { from.Use(folder + storage.Key, record => zip.Add(Top + folder + storage.Key, record, storage.Bytes)); }
                }
            }
        }
        return archive.ToArray();
    }

    /// <summary>Every value inside another, itself first, each once.</summary>
    internal static IEnumerable<Pickled> Walk(Pickled value)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance) { value };
        Stack<Pickled> open = new([value]);
        while (open.TryPop(out Pickled? next))
        {
            yield return next;
            foreach (Pickled part in next.Parts.OfType<Pickled>().Where(seen.Add).Reverse()) { open.Push(part); }
        }
    }

    /// <summary>The further names of tensors that have several: they go by the first, for an optimizer must not move one twice.</summary>
    internal HashSet<string> OtherNames() =>
    [
        .. Modules.SelectMany(module => module.Module.Attributes.Where(attribute => attribute.Value is PickledTensor)
                .Select(attribute => (Name: module.Path.Length == 0 ? attribute.Name : $"{module.Path}.{attribute.Name}", Tensor: (PickledTensor)attribute.Value!)))
            .GroupBy(entry => entry.Tensor).SelectMany(names => names.Skip(1)).Select(entry => entry.Name),
    ];

    private bool IsModule(PickledObject value) => Classes[value.Type].Base == "Module";

    private IEnumerable<(string, PickledObject)> Below(string path, PickledObject module) =>
        new[] { (path, module) }.Concat(module.Attributes.Where(attribute => attribute.Value is PickledObject child && IsModule(child))
            .SelectMany(attribute => Below(path.Length == 0 ? attribute.Name : $"{path}.{attribute.Name}", (PickledObject)attribute.Value!)));

    private static IEnumerable<PickledStorage> StoragesIn(Pickled value) => Walk(value).OfType<PickledTensor>().Select(tensor => tensor.Storage);

    private static int VersionOf(ArchiveEntries entries, string path)
    {
        string? text = (entries.Read("version", LongestNumber) ?? entries.Read(".data/version", LongestNumber)) is { } bytes ? Encoding.ASCII.GetString(bytes).Trim() : null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version < 1)
        {
            throw new ModelFormatException(path, "entry version", text is null ? "nothing" : "no number", "the version of the format");
        }
        if (version > TorchScriptArchive.NewestFormat) { throw TorchScriptArchive.NotReadHere(path, $"its format is version {version}; the newest known here is {TorchScriptArchive.NewestFormat}"); }
        entries.RequireLittleEndian();
        return version;
    }

    private static List<ScriptSource> Code(ArchiveEntries entries, string path)
    {
        List<ScriptSource> sources = [];
        long total = 0;
        foreach (string entry in entries.Code)
        {
            if (!entry[..^ScriptSource.Extension.Length].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '/')) { throw new ModelFormatException(path, $"entry {entry}", "such a name for code", "letters, digits and underscores"); }
            byte[] bytes = entries.Read(entry, LongestCode)!;
            total += bytes.Length;
            if (total > MostCode) { throw new ModelFormatException(path, "the code", $"more than {MostCode} bytes", "less"); }
            sources.Add(ScriptSource.Read(Encoding.Latin1.GetString(bytes), path, entry));
        }
        if (sources.Count == 0) { throw new ModelFormatException(path, "zip directory", "no code", "that of the network, under code/"); }
        string? twice = sources.SelectMany(source => source.Classes).GroupBy(type => type.Type).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? sources : throw new ModelFormatException(path, "the code", $"two classes {twice}", "one");
    }

    // libtorch takes the length from the pickle, whatever the record has; and of a record that is named twice, the first.
    private static void CheckRecords(Pickled value, ArchiveEntries entries, string folder, string path)
    {
        Dictionary<string, PickledStorage> known = [];
        foreach (PickledStorage storage in StoragesIn(value))
        {
            if (known.TryGetValue(storage.Key, out PickledStorage? other))
            {
                if (other == storage) { continue; }
                throw new ModelFormatException(path, $"record {folder}{storage.Key}", $"{storage.Length} elements of {storage.Type}, and {other.Length} of {other.Type} elsewhere", "the same wherever it is named");
            }
            known.Add(storage.Key, storage);
            long? length = storage.Length == 0 ? 0 : entries.Length(folder + storage.Key);
            if (length is null || length < storage.Bytes)
            {
                throw new ModelFormatException(path, $"record {folder}{storage.Key}", length is null ? "nothing" : $"{length} bytes", $"{storage.Bytes}, for {storage.Length} elements of {storage.Type}");
            }
        }
    }
}
