using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Tests.Weights;

/// <summary>Files of weights as torch.save writes them, with what no network would have.</summary>
internal static class SavedWeights
{
    /// <summary>1, 2, 3 as floats.</summary>
    internal static readonly byte[] Record = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64]; // 1, 2, 3

    /// <summary>All of <see cref="Record"/>.</summary>
    internal static PickledTensor Whole => PickledTensor.Contiguous("Float", "0", [3], false);

    /// <summary>A dictionary of tensors.</summary>
    internal static PickledDictionary State(params (string Name, PickledTensor Tensor)[] tensors)
    {
        PickledDictionary state = new();
        foreach ((string name, PickledTensor tensor) in tensors) { state.Items.Add((name, tensor)); }
        return state;
    }

    /// <summary>Such a dictionary as a pickle.</summary>
    internal static byte[] Pickle(params (string Name, PickledTensor Tensor)[] tensors) => PickleWriter.Write(State(tensors));

    /// <summary>Writes an archive with <see cref="Record"/> as its first storage, unless another one is given.</summary>
    /// <returns>Its path.</returns>
    internal static string Archive(string path, byte[] pickle, params (string Name, byte[] Content)[] more)
    {
        using FileStream stream = File.Create(path);
        using StoredZip zip = new(stream);
        zip.Add("m/data.pkl", pickle);
        if (!more.Any(entry => entry.Name == "m/data/0")) { zip.Add("m/data/0", Record); }
        foreach ((string name, byte[] content) in more) { zip.Add(name, content); }
        zip.Add("m/version", "3\n"u8);
        return path;
    }
}
