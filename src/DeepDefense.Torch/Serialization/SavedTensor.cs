using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Serialization;

/// <summary>One tensor as <c>torch.save</c> writes it, of which nothing is run and the values are not read yet.</summary>
/// <param name="Type">The element type, e.g. <c>Float</c>, <c>Long</c>.</param>
/// <param name="Shape">Sizes of the dimensions, outermost first; row-major from the beginning of the record.</param>
/// <param name="Record">The name of its values inside the archive, without the root folder: <c>data/0</c>.</param>
public sealed record SavedTensor(string Type, IReadOnlyList<long> Shape, string Record)
{
    private const long MostPickle = 1 << 20;

    /// <summary>Reads what a file says of its tensor.</summary>
    /// <param name="path">The file of <c>torch.save(tensor, path)</c>, zip format (PyTorch 1.6 and newer).</param>
    /// <exception cref="ModelFormatException">It holds something else, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SavedTensor Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using ArchiveEntries entries = ArchiveEntries.Open(path);
            object? value = PickleReader.Read(entries.Read("data.pkl", MostPickle)!, path, "data.pkl");
            if (value is not PickledTensor { Offset: 0 } tensor) { throw new ModelFormatException(path, "data.pkl", "no tensor", "one tensor, as torch.save(tensor, path) writes it"); }
            string record = $"data/{tensor.Storage.Key}";
            bool isRowMajor = tensor.Stride.SequenceEqual(PickledTensor.Contiguous(tensor.Storage.Type, tensor.Storage.Key, tensor.Shape, false).Stride);
            return isRowMajor && entries.Length(record) == tensor.Storage.Bytes
                ? new SavedTensor(tensor.Storage.Type, tensor.Shape, record)
                : throw new ModelFormatException(path, record, "a part of a record, or one of another length", "row-major values: tensor.contiguous().clone()");
        }
        catch (Exception failure) when (failure is InvalidDataException or OverflowException) { throw new ModelFormatException($"{path}: no archive of torch.save: {failure.Message}", failure); }
    }
}
