using System.Globalization;
using System.Numerics;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Onnx;

/// <summary>An ONNX model that was looked through: what goes in, what comes out, and of what operators it is made. Nothing was run.</summary>
public sealed class OnnxGraph
{
    private const string OwnDomain = "ai.onnx", Extension = ".onnx";
    private const int Beginning = 8, MostNames = 8;

    // Those that ONNX Runtime has without a library of the user.
    private static readonly HashSet<string> Domains = ["", OwnDomain, "com.microsoft"];
    private static readonly HashSet<string> Loops = ["Loop", "Scan", "SequenceMap"];
    private static readonly HashSet<int> Floats = [1, 10, 11, 16];

    private readonly OnnxParts _parts;

    private OnnxGraph(string file, byte[] bytes, OnnxParts parts)
    {
        (File, Bytes, _parts) = (file, bytes, parts);
        HashSet<string> kept = [.. parts.Tensors.Select(tensor => tensor.Name)];
        Inputs = [.. parts.Inputs.Where(input => !kept.Contains(input.Name))];
        Outputs = parts.Outputs;
        Operators = [.. parts.Nodes.CountBy(node => node.Operator).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new OnnxOperator(Shown(pair.Key), pair.Value))];
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>What wrote it, with its version, e.g. <c>pytorch 1.13.0</c>; <c>unknown</c>: the file does not say.</summary>
    public string Producer => $"{Shown(_parts.Producer)} {Shown(_parts.ProducerVersion)}".Trim() is { Length: > 0 } producer ? producer : "unknown";

    /// <summary>The version of ONNX's format.</summary>
    public long IrVersion => _parts.IrVersion;

    /// <summary>The sets of operators that it uses, with their versions, e.g. <c>ai.onnx 17</c>.</summary>
    public IReadOnlyList<string> Opsets => [.. _parts.Opsets.Select(set => string.Create(CultureInfo.InvariantCulture, $"{(set.Domain.Length == 0 ? OwnDomain : Shown(set.Domain))} {set.Version}"))];

    /// <summary>What goes in, but for weights.</summary>
    public IReadOnlyList<OnnxValue> Inputs { get; }

    /// <summary>What comes out.</summary>
    public IReadOnlyList<OnnxValue> Outputs { get; }

    /// <summary>Its operators, the most frequent first; those of functions and of graphs inside it too.</summary>
    public IReadOnlyList<OnnxOperator> Operators { get; }

    /// <summary>How many real numbers its weights have.</summary>
    public long Parameters => _parts.Tensors.Where(tensor => Floats.Contains(tensor.Type)).Sum(Elements);

    /// <summary>Its nodes that have weights of two axes or more, in order.</summary>
    public IEnumerable<OnnxLayer> Layers()
    {
        Dictionary<string, OnnxTensor> tensors = _parts.Tensors.Where(tensor => Floats.Contains(tensor.Type)).DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        foreach (OnnxNode node in _parts.Nodes)
        {
            OnnxTensor[] weights = [.. node.Inputs.Select(input => tensors.GetValueOrDefault(input)).OfType<OnnxTensor>()];
            if (weights.FirstOrDefault() is { Shape.Count: >= 2 } first) { yield return new OnnxLayer(Shown(first.Name), Shown(node.Operator), first.Shape, weights.Sum(Elements)); }
        }
    }

    /// <summary>What was read, which is what runs.</summary>
    internal byte[] Bytes { get; }

    /// <summary>The folder that holds the files of its tensors, or null: all are in the file itself.</summary>
    internal string? Folder { get; private init; }

    /// <summary>The size of those files, in bytes.</summary>
    internal long ExternalBytes { get; private init; }

    /// <summary>Whether a file is an ONNX model: it is called so, or begins as one that PyTorch or others wrote.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsOnnx(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase)) { return true; }
        byte[] start = new byte[Beginning];
        using FileStream stream = System.IO.File.OpenRead(path);
        // The version of the format, and behind it a text or a message; the length of a header of safetensors has zeros behind it.
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start is [0x08, > 1 and < 0x20, 0x12 or 0x1a or 0x22 or 0x2a or 0x32 or 0x3a or 0x42, ..] && start.AsSpan(3).ContainsAnyExcept((byte)0);
    }

    /// <summary>Looks through a model.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or has what is not run here: operators of its own, loops, files outside its folder; the message says
    /// which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxGraph Read(string path)
    {
        long length = new FileInfo(RealPath.Of(path)).Length;
        if (length > Array.MaxLength) { throw new ModelFormatException(path, "the file", $"{length} bytes", $"at most {Array.MaxLength}, as a protobuf has"); }
        byte[] bytes = System.IO.File.ReadAllBytes(path);
        OnnxParts parts = OnnxReader.Read(bytes, path);
        if (!parts.HasGraph || parts.Nodes.Count == 0) { throw new ModelFormatException(path, "the model", "no graph", "one of operators: is it an ONNX model?"); }
        RequireKnown(path, parts);
        OnnxExternalData external = OnnxExternalData.Of(path, [.. parts.Tensors, .. parts.Inner]);
        return new OnnxGraph(path, bytes, parts) { Folder = external.Folder, ExternalBytes = external.Bytes };
    }

    private static void RequireKnown(string path, OnnxParts parts)
    {
        OnnxNode[] foreign = [.. parts.Nodes.Where(node => !Domains.Contains(node.Domain) && !parts.Functions.Contains((node.Domain, node.Operator)))];
        if (foreign.Length > 0)
        {
            string names = Names(foreign.Select(node => $"{node.Operator} of {node.Domain}"));
            throw new ModelFormatException(path, "the graph", $"operators of its own: {names}", "those of ONNX alone, as the library that has the others is not loaded here; export the network without them");
        }
        if (parts.Nodes.Where(node => Loops.Contains(node.Operator)).Select(node => node.Operator).Distinct().ToArray() is { Length: > 0 } loops)
        {
            throw new ModelFormatException(path, "the graph", $"a loop ({Names(loops)})", "none, as nothing says how long it would run; export the network with torch.onnx.export of the module itself, not of a scripted one");
        }
        if (parts.HasSparse) { throw new ModelFormatException(path, "the graph", "sparse tensors", "dense ones"); }
    }

    /// <summary>How many elements a tensor has; of absurd sizes the largest number there is.</summary>
    internal static long Elements(OnnxTensor tensor) => (long)BigInteger.Min(long.MaxValue / 1_000_000, tensor.Shape.Aggregate(BigInteger.One, (all, size) => all * Math.Max(size, 0)));

    /// <summary>Names of a file, as a terminal can show them.</summary>
    internal static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct()];
        return string.Join(", ", all.Take(MostNames).Select(Shown)) + (all.Length > MostNames ? $" and {all.Length - MostNames} more" : "");
    }

    private static string Shown(string name) => LoadedScript.Printable(name.Length > 80 ? name[..80] + "..." : name).Replace('\n', ' ');
}
