using System.Text.Json;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>A classifier of one of our architectures as a safetensors file.</summary>
internal static class OwnClassifierFile
{
    private const string Ours = "deepdefense-", Format = Ours + "classifier-1";

    /// <summary>Whether the metadata are those of any file of ours: a detector is one too, and is refused by its name.</summary>
    internal static bool IsOwn(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault("format")?.StartsWith(Ours, StringComparison.Ordinal) == true;

    /// <summary>Writes it, whole or not at all.</summary>
    internal static void Save(string path, Classifier classifier) => Safetensors.Write(path, classifier.Network.State(), new Dictionary<string, string>
    {
        ["format"] = Format,
        ["model"] = JsonSerializer.Serialize(classifier.Description),
    });

    /// <summary>Reads one.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or not the network that it says it is.</exception>
    internal static Classifier Load(string path, Device device)
    {
        using Safetensors file = Safetensors.Read(path);
        ModelDescription description = DescriptionOf(path, file);
        try
        {
            file.RequireWidth(path, "conv1.weight", description.Width, "model");
            Classifier classifier = Classifier.Create(description, new Init(default, device), path);
            try
            {
                classifier.Network.LoadState(file.Tensors);
                return classifier;
            }
            catch
            {
                classifier.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException)
        {
            throw NotAsSaid(path, e);
        }
    }

    /// <summary>What the metadata say.</summary>
    /// <exception cref="ModelFormatException">They are of another program.</exception>
    internal static ModelDescription DescriptionOf(string path, Safetensors file)
    {
        if (!file.Metadata.TryGetValue("format", out string? format) || format != Format)
        {
            throw new ModelFormatException(path, "metadata 'format'", format is null ? "nothing" : $"'{format}'", $"{Format}, as deepdefense train writes it");
        }
        try
        {
            return JsonSerializer.Deserialize<ModelDescription>(file.Metadata["model"]) ?? throw new JsonException("metadata 'model' is null");
        }
        catch (Exception e) when (e is ArgumentException or JsonException or KeyNotFoundException)
        {
            throw NotAsSaid(path, e);
        }
    }

    private static ModelFormatException NotAsSaid(string path, Exception e) => new($"{path}: not the network that it says it is: {e.Message}", e);
}
