using System.IO.Compression;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Serialization;

/// <summary>Files of other programs, told by their bytes: each is named as what it is, with what to do.</summary>
public static class ForeignFile
{
    private const int Beginning = 64;

    /// <summary>Refuses a file that is known not to be a model that is read here; others pass.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">It is one; the message says which, and what to do.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void Refuse(string path)
    {
        if (Directory.Exists(path))
        {
            throw File.Exists(Path.Combine(path, "saved_model.pb")) ? TensorFlow(path, "the folder of a TensorFlow SavedModel")
                : new ModelFormatException($"{path}: a folder; expected one file: {(File.Exists(Path.Combine(path, "model.safetensors")) ? Path.Combine(path, "model.safetensors") : "TorchScript (.pt), a state dict (.pth), safetensors or ONNX")}");
        }
        byte[] start = new byte[Beginning];
        using FileStream stream = File.OpenRead(path);
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (KnownBy(path, start.AsSpan(0, read)) is { } known) { throw known; }
        if (start.AsSpan(0, read).StartsWith("PK\x03\x04"u8) && Zip(path) is { } archive) { throw archive; }
    }

    private static ModelFormatException? KnownBy(string path, ReadOnlySpan<byte> start) => start switch
    {
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => TensorFlow(path, "an HDF5 file, as Keras writes .h5"),
        [0x08, 0x01, 0x12, ..] => TensorFlow(path, "a TensorFlow SavedModel (saved_model.pb)"),
        [_, _, _, _, (byte)'T', (byte)'F', (byte)'L', (byte)'3', ..] => TensorFlow(path, "a TensorFlow Lite file"),
        [(byte)'G', (byte)'G', (byte)'U', (byte)'F', ..] => Other(path, "a GGUF file, which holds weights of a language model", "an image classifier is needed"),
        [0x1f, 0x8b, ..] => Other(path, "compressed by gzip", "unpack it first: gunzip, or tar xzf"),
        _ when start.StartsWith("version https://git-lfs"u8) => Other(path, "a pointer of Git LFS and not the file itself", "run git lfs pull where it came from"),
        _ when start.StartsWith("<"u8) => Other(path, "a page of HTML or XML, as a download gives that failed", "download the model again"),
        _ => null,
    };

    private static ModelFormatException? Zip(string path)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            string[] names = [.. zip.Entries.Select(entry => entry.FullName)];
            return names.Contains("model.weights.h5") || (names.Contains("config.json") && names.Contains("metadata.json")) ? TensorFlow(path, "a Keras model (.keras)")
                : names.Any(name => name == "serialized_exported_program.json" || name.EndsWith("archive_format", StringComparison.Ordinal)) ? Exported(path)
                : names.Contains("MAR-INF/MANIFEST.json") ? Other(path, "an archive of TorchServe (.mar)", "unpack it (unzip) and give the model that is inside")
                : names.Length > 0 && names.All(name => name.EndsWith(".npy", StringComparison.Ordinal)) ? Other(path, "arrays of NumPy (.npz), without a network's program", "load them into the PyTorch network and save that:\n" + TorchScriptArchive.Recipe())
                : null;
        }
        catch (InvalidDataException) { return null; } // damaged: the reader that comes next says what is wrong
    }

    private static ModelFormatException Exported(string path) => new($"{path}: a program of torch.export (.pt2); TorchScript is read here. In Python:\n"
        + TorchScriptArchive.Recipe($"model = torch.export.load(\"{Path.GetFileName(path)}\").module()  # or the network that it was made of"));

    private static ModelFormatException TensorFlow(string path, string what) => new($"{path}: {what}; networks of PyTorch and ONNX are read here. To measure and scan with it, ONNX is enough (pip install tf2onnx: python -m tf2onnx.convert --help; "
        + "with --inputs-as-nchw); to purify it, TorchScript (pip install onnx2torch):\n"
        + TorchScriptArchive.Recipe("model = onnx2torch.convert(\"model.onnx\")          # as tf2onnx wrote it"));

    private static ModelFormatException Other(string path, string what, string toDo) => new($"{path}: {what}; expected TorchScript (.pt), a state dict (.pth), safetensors or ONNX (.onnx): {toDo}");
}
