using System.Globalization;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Training;

/// <summary>Where a training stands, as a file: network, optimizer, step, and a key of all that decides its course.
/// Batches are functions of the step, so nothing else is needed to go on exactly.</summary>
/// <param name="Path">The file.</param>
/// <param name="Key">Equal for trainings that take the same course.</param>
/// <param name="Every">Steps from one writing to the next, at least 1.</param>
public sealed record Checkpoint(string Path, string Key, int Every)
{
    /// <summary>The one of a stage, beside those of other stages.</summary>
    /// <param name="stage">Its name.</param>
    internal Checkpoint For(string stage) => this with { Path = $"{Path}.{stage}", Key = $"{Key}:{stage}" };

    /// <summary>Deletes a state, that of each stage beside it included, where there is any.</summary>
    /// <param name="path">The file of the state.</param>
    public static void Delete(string path)
    {
        foreach (string file in FilesOf(path)) { File.Delete(file); }
    }

    /// <summary>The files of a state that are there, those of its stages included.</summary>
    /// <param name="path">The file of the state.</param>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string whole = System.IO.Path.GetFullPath(path), folder = System.IO.Path.GetDirectoryName(whole)!;
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Where(file => file == whole || file.StartsWith(whole + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Writes the state, whole or not at all.</summary>
    internal void Write(nn.Module network, optim.Optimizer optimizer, long steps) => Safetensors.Write(Path,
        network.State().Select(entry => ("network." + entry.Name, entry.Tensor))
            .Concat(optimizer.State().Select(entry => ("optimizer." + entry.Name, entry.Tensor))),
        new Dictionary<string, string>
        {
            ["key"] = Key,
            ["step"] = steps.ToString(CultureInfo.InvariantCulture),
        });

    /// <summary>Whether the file has a state of this course.</summary>
    internal bool IsThere()
    {
        if (!File.Exists(Path)) { return false; }
        using Safetensors file = Safetensors.Read(Path);
        return IsOfThisCourse(file);
    }

    /// <summary>Takes over the state of the file, if there is one of this course.</summary>
    /// <returns>The steps taken before, or null: there was none.</returns>
    internal long? TryRead(nn.Module network, optim.Optimizer optimizer)
    {
        if (!File.Exists(Path)) { return null; }
        using Safetensors file = Safetensors.Read(Path);
        if (!IsOfThisCourse(file)) { return null; }
        network.LoadState(Part("network."));
        long steps = long.Parse(file.Metadata["step"], CultureInfo.InvariantCulture);
        optimizer.LoadState(steps, Part("optimizer."));
        return steps;

        Dictionary<string, Tensor> Part(string prefix) => file.Tensors
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
    }

    private bool IsOfThisCourse(Safetensors file) => file.Metadata.TryGetValue("key", out string? key) && key == Key;
}
