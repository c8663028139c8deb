using System.Text;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Writes a network as TorchScript without libtorch: named tensors as a tree of modules, and a program. <c>torch.jit.load</c> of
/// PyTorch 1.13 and newer reads it; <c>train()</c> and <c>eval()</c> reach every module.</summary>
public static class TorchScriptWriter
{
    private const string Top = "model/", Namespace = "__torch__.", CodeEntry = ScriptSource.Folder + "__torch__" + ScriptSource.Extension;

    private static readonly Dictionary<ScalarType, string> Types = PickledStorage.Types.ToDictionary(type => type.Value, type => type.Key);

    /// <summary>Writes a file, whole or not at all; equal networks give equal files. It behaves as in use until it is told to train.</summary>
    /// <param name="path">The file; up to 4 GiB.</param>
    /// <param name="className">The name of its class, e.g. <c>__torch__.ResNet</c>.</param>
    /// <param name="source">Methods, <c>def forward(self, x: Tensor) -> Tensor:</c> among them; they may read the tensors by their names
    /// and <c>training</c> of every module.</param>
    /// <param name="parameters">Learned tensors by name; dots lead into modules, and <c>getattr(self, "0")</c> into those with a number.</param>
    /// <param name="buffers">Kept tensors by name.</param>
    /// <param name="extra">A text to go with it, by name, or null: none.</param>
    /// <exception cref="ArgumentException">A name, the type of a tensor or the program is none of TorchScript.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, string className, string source, IEnumerable<(string Name, Tensor Tensor)> parameters,
        IEnumerable<(string Name, Tensor Tensor)> buffers, (string Name, string Text)? extra = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(className);
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(buffers);
        if (!className.StartsWith(Namespace, StringComparison.Ordinal)) { throw new ArgumentException($"{className} does not begin with {Namespace}", nameof(className)); }
        WrittenModule root = new(className[Namespace.Length..]);
        foreach ((string name, Tensor tensor) in parameters) { root.Add(name, tensor, isParameter: true); }
        foreach ((string name, Tensor tensor) in buffers) { root.Add(name, tensor, isParameter: false); }
        string code = root.Code(source);
        Check(code);
        AtomicFile.Write(path, stream =>
        {
            using StoredZip zip = new(stream);
            Dictionary<Tensor, PickledTensor> written = new(ReferenceEqualityComparer.Instance);
            zip.Add(Top + "data.pkl", PickleWriter.Write(root.ToObject((tensor, isParameter) => Described(tensor, isParameter, written))));
            zip.Add(Top + CodeEntry, Encoding.ASCII.GetBytes(code));
            zip.Add(Top + "constants.pkl", PickleWriter.Write(new PickledTuple([])));
            foreach ((Tensor tensor, PickledTensor record) in written) { AddRecord(zip, tensor, record); }
            if (extra is { } text) { zip.Add($"{Top}extra/{text.Name}", Encoding.UTF8.GetBytes(text.Text)); }
            zip.Add(Top + "version", "3\n"u8);
        });
    }

    // A tensor of two names is one.
    private static PickledTensor Described(Tensor tensor, bool isParameter, Dictionary<Tensor, PickledTensor> written)
    {
        if (!written.TryGetValue(tensor, out PickledTensor? described))
        {
            string type = Types.GetValueOrDefault(tensor.dtype) ?? throw new ArgumentException($"a tensor of {tensor.dtype} is not written");
            written.Add(tensor, described = PickledTensor.Contiguous(type, $"{written.Count}", tensor.shape, isParameter && tensor.is_floating_point()));
        }
        return described;
    }

    private static void AddRecord(StoredZip zip, Tensor tensor, PickledTensor record)
    {
        using DisposeScope scope = NewDisposeScope();
        zip.Add($"{Top}data/{record.Storage.Key}", record.Storage.Length == 0 ? [] : tensor.detach().cpu().contiguous().bytes);
    }

    // What is written here can be read here.
    private static void Check(string code)
    {
        try { ScriptCheck.Run([ScriptSource.Read(code, "TorchScript", CodeEntry)], "TorchScript"); }
        catch (ModelFormatException e) { throw new ArgumentException($"the program is not TorchScript: {e.Message}", nameof(code), e); }
    }
}
