using System.Globalization;
using System.IO.Compression;
using System.Text;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>What the outside of a PyTorch file says, before libtorch reads it: whether it is TorchScript, of which format,
/// and the texts that go with it. Nothing in it is unpickled or executed. Source: PyTorch,
/// <c>caffe2/serialize/versions.h</c> and <c>torch/csrc/jit/serialization</c>.</summary>
public sealed class TorchScriptArchive
{
    /// <summary>kMaxSupportedFileFormatVersion of libtorch 1.13 to 2.10.</summary>
    internal const int NewestFormat = 10;

    private const int MostEntries = 60_000;
    private const int LongestText = 1 << 20;
    private static readonly byte[] ZipSignature = "PK\x03\x04"u8.ToArray();

    private TorchScriptArchive(int format, IReadOnlyDictionary<string, string> extra) => (Format, Extra) = (format, extra);

    /// <summary>The version of the file format.</summary>
    public int Format { get; }

    /// <summary>The texts that go with the module (<c>_extra_files</c>), by name, as far as they were asked for.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; }

    /// <summary>Whether a file begins like something of PyTorch's: a zip archive, or a pickle.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsPyTorchFile(string path)
    {
        byte[] start = Start(path);
        return start.AsSpan().StartsWith(ZipSignature) || IsPickle(start);
    }

    /// <summary>Whether a file of PyTorch carries a program; one that is damaged counts as such.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsTorchScript(string path)
    {
        if (!Start(path).AsSpan().StartsWith(ZipSignature)) { return false; }
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            return !zip.Entries.Any(entry => IsRootPickle(entry.FullName)) || zip.Entries.Any(entry => entry.FullName.Split('/') is [_, "constants.pkl"] or [_, "code", ..]);
        }
        catch (InvalidDataException) { return true; }
    }

    /// <summary>Whether a file is a bare pickle, as torch.save wrote before PyTorch 1.6.</summary>
    internal static bool IsPickle(string path) => IsPickle(Start(path));

    /// <summary>Looks at the outside of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="extra">Names of texts to read along; those that are missing are left out.</param>
    /// <exception cref="ModelFormatException">The file is not TorchScript that libtorch reads; the message says what it is
    /// and how Python converts it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TorchScriptArchive Read(string path, params string[] extra)
    {
        ArgumentNullException.ThrowIfNull(extra);
        if (IsPickle(Start(path))) { throw Pickle(path, "a pickle of an old torch.save"); }
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            if (zip.Entries.Count > MostEntries)
            {
                throw new ModelFormatException(path, "zip directory", $"{zip.Entries.Count} entries", $"at most {MostEntries}");
            }
            string root = RootOf(zip, path);
            return new TorchScriptArchive(FormatOf(zip, root, path), extra
                .Select(name => (Name: name, Entry: zip.GetEntry($"{root}extra/{name}")))
                .Where(file => file.Entry is not null)
                .ToDictionary(file => file.Name, file => Text(file.Entry!, path)));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new ModelFormatException($"{path}: a damaged zip archive, cut short perhaps: {e.Message}", e);
        }
    }

    /// <summary>The error that tells what a newer PyTorch has to do so that this libtorch reads its model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is newer, or what libtorch said.</param>
    /// <param name="cause">The failure behind it, or null.</param>
    public static ModelFormatException NotReadHere(string path, string reason, Exception? cause = null) => new(
        $"{path}: TorchScript that libtorch {TorchRuntime.Version} does not read: {reason}\n" + Conversion(
            "model = ...                                  # the network in Python, its weights loaded",
            "model.eval()",
            $"torch.jit.trace(model.cpu(), torch.zeros(1, 3, H, W)).save(\"model.pt\")  # by PyTorch {TorchRuntime.Version}, or the newest that works"), cause!);

    private static string RootOf(ZipArchive zip, string path)
    {
        string[] names = [.. zip.Entries.Select(entry => entry.FullName)];
        string? pickle = names.FirstOrDefault(IsRootPickle);
        if (pickle is null)
        {
            throw new ModelFormatException(path, "zip directory", "no <name>/data.pkl", "a model of torch.jit.save, or a safetensors file of deepdefense train");
        }
        string root = pickle[..(pickle.IndexOf('/', StringComparison.Ordinal) + 1)];
        bool script = names.Contains(root + "constants.pkl") || names.Any(name => name.StartsWith(root + "code/", StringComparison.Ordinal));
        return script ? root : throw Pickle(path, "weights or a whole module of torch.save");
    }

    private static bool IsRootPickle(string name) => name.EndsWith("/data.pkl", StringComparison.Ordinal) && name.Count(c => c == '/') == 1;

    private static int FormatOf(ZipArchive zip, string root, string path)
    {
        string? text = (zip.GetEntry(root + "version") ?? zip.GetEntry(root + ".data/version")) is { } entry ? Text(entry, path).Trim() : null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int format))
        {
            throw new ModelFormatException(path, $"entry {root}version", text is null ? "nothing" : "no number", "the version of the format");
        }
        return format <= NewestFormat ? format
            : throw NotReadHere(path, $"its format is version {format}; the newest known here is {NewestFormat}");
    }

    private static string Text(ZipArchiveEntry entry, string path)
    {
        if (entry.Length > LongestText)
        {
            throw new ModelFormatException(path, $"entry {entry.FullName}", $"{entry.Length} bytes", $"at most {LongestText}");
        }
        // What the directory says of the length need not be true.
        using Stream stream = entry.Open();
        byte[] bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static ModelFormatException Pickle(string path, string what) => new(
        $"{path}: {what}, without the architecture's program; it is not unpickled here, as that can run any code. "
        + "In Python, where the class of the network is known:\n"
        + Recipe($"model = ...; model.load_state_dict(torch.load(\"{Path.GetFileName(path)}\", map_location=\"cpu\"))  # or: model = torch.load(...)"));

    /// <summary>The lines of Python that write TorchScript.</summary>
    /// <param name="model">The line that makes the network, or null: the reader knows.</param>
    public static string Recipe(string? model = null) => Conversion(
        model ?? "model = ...                                  # the network in Python, its weights loaded",
        "model.eval()",
        "torch.jit.script(model).save(\"model.pt\")     # or torch.jit.trace(model, torch.zeros(2, 3, H, W)).save(\"model.pt\")");

    /// <summary>Those for a network that gives several values.</summary>
    public static string RecipeForOutput() => Conversion(
        "class Logits(torch.nn.Module):",
        "    def __init__(self, model):",
        "        super().__init__()",
        "        self.model = model",
        "    def forward(self, x):",
        "        return self.model(x)[0]                  # or [\"logits\"], or .logits: (N, K), a number for each class",
        "torch.jit.trace(Logits(model.eval()), torch.zeros(2, 3, H, W)).save(\"model.pt\")");

    private static string Conversion(params string[] lines) => string.Join('\n', lines.Select(line => "    " + line));

    private static byte[] Start(string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] start = new byte[ZipSignature.Length];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..read];
    }

    // PROTO 2 to 5 and one of the opcodes that then come first. Read as the length of a safetensors header, that is 6 MB
    // or more of names.
    private static bool IsPickle(ReadOnlySpan<byte> start) => start is [0x80, >= 2 and <= 5, 0x8a or 0x7d or 0x63 or 0x95, ..];
}
