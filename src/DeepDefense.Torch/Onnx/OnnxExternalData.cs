using System.Globalization;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Onnx;

/// <summary>The files beside a model that hold elements of its tensors.</summary>
/// <param name="Folder">The folder of the model, or null: there are none.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record OnnxExternalData(string? Folder, long Bytes)
{
    private const string Location = "location", Offset = "offset", Length = "length";

    /// <summary>Finds them, and refuses those that lie elsewhere or are too short.</summary>
    /// <exception cref="ModelFormatException">One is; the message names it.</exception>
    internal static OnnxExternalData Of(string path, IReadOnlyList<OnnxTensor> tensors)
    {
        string folder = Path.GetDirectoryName(RealPath.Of(path))!;
        Dictionary<string, long> files = [];
        foreach (OnnxTensor tensor in tensors.Where(tensor => tensor.External.Count > 0))
        {
            string name = tensor.External.GetValueOrDefault(Location, ""), place = $"tensor '{OnnxGraph.Names([tensor.Name])}'", shown = OnnxGraph.Names([name]);
            if (!files.TryGetValue(name, out long size)) { files.Add(name, size = SizeOf(path, folder, name, place, shown)); }
            (long offset, long length) = (Whole(tensor, Offset, 0), Whole(tensor, Length, 0));
            if (offset < 0 || length < 0 || offset > size || length > size - offset) { throw new ModelFormatException(path, place, $"bytes {offset} to {(decimal)offset + length} of {shown}, which has {size}", "a part of that file"); }
        }
        return files.Count == 0 ? new(null, 0) : new(folder, files.Values.Sum());

        long Whole(OnnxTensor tensor, string key, long missing) => !tensor.External.TryGetValue(key, out string? text) ? missing
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
    }

    private static long SizeOf(string path, string folder, string name, string place, string shown)
    {
        string whole = name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) ? folder : RealPath.Of(Path.Combine(folder, name));
        // A star begins what ONNX Runtime takes for an address in memory.
        if (name.Contains('*', StringComparison.Ordinal) || Path.IsPathRooted(name) || name.Split('/', '\\').Contains("..") || !RealPath.IsInside(whole, folder))
        {
            throw new ModelFormatException(path, place, $"its elements in the file '{shown}'", "a file in the folder of the model or below");
        }
        return File.Exists(whole) ? new FileInfo(whole).Length
            : throw new ModelFormatException(path, place, $"its elements in the file '{shown}', which is not there", "that file beside the model, as it was exported");
    }
}
