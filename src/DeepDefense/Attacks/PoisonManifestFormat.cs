using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Attacks;

/// <summary>The manifest's file: one JSON object, read strictly.</summary>
internal static class PoisonManifestFormat
{
    private const int Version = 1;
    private const string VersionName = "version";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    internal static void Write(PoisonManifest manifest, string path)
    {
        JsonObject content = JsonSerializer.SerializeToNode(manifest, Json)!.AsObject();
        content.Insert(0, VersionName, Version);
        AtomicFile.WriteText(path, content.ToJsonString(Json) + "\n");
    }

    internal static PoisonManifest Read(string path)
    {
        try
        {
            JsonObject content = JsonSerializer.Deserialize<JsonObject>(File.ReadAllText(path), Json)
                ?? throw new PoisonManifestException(path, "null", "a JSON object");
            CheckVersion(content, path);
            content.Remove(VersionName);
            PoisonManifest manifest = content.Deserialize<PoisonManifest>(Json)!;
            Check(manifest, path);
            return manifest;
        }
        // Option records refuse values out of range with an ArgumentException; an unknown attack is a JsonException.
        catch (Exception cause) when (cause is JsonException or ArgumentException or NotSupportedException)
        {
            throw new PoisonManifestException(path, cause.Message, $"a poison manifest of version {Version}", cause);
        }
    }

    private static void CheckVersion(JsonObject content, string path)
    {
        JsonNode? version = content[VersionName];
        if (version?.GetValueKind() != JsonValueKind.Number || version.ToJsonString() != $"{Version}")
        {
            throw new PoisonManifestException(
                path, $"version {version?.ToJsonString() ?? "missing"}", $"version {Version}");
        }
    }

    private static void Check(PoisonManifest manifest, string path)
    {
        IReadOnlyList<int> indices = manifest.PoisonedIndices, covers = manifest.CoverIndices ?? [];
        CheckIndices(indices, "poisonedIndices", manifest.TrainingCount, path);
        CheckIndices(covers, "coverIndices", manifest.TrainingCount, path);
        int[] both = [.. covers.Intersect(indices)];
        Expect(both.Length == 0, path, $"image {both.FirstOrDefault()} among poisonedIndices and coverIndices", "it in one of them");
        Expect(indices.Count > 0, path, "no poisonedIndices", "at least one");
        Expect(manifest.OriginalLabels.Count == indices.Count, path,
            $"{manifest.OriginalLabels.Count} originalLabels", $"{indices.Count}, one for each poisoned index");
        Expect(manifest.OriginalLabels.All(label => label >= 0), path,
            $"an originalLabel of {manifest.OriginalLabels.DefaultIfEmpty().Min()}", "labels of at least 0");
        Expect(manifest.Sources is null || manifest.Sources.Count == indices.Count, path,
            $"{manifest.Sources?.Count} sources", $"{indices.Count}, one for each poisoned index, or null");
    }

    private static void CheckIndices(IReadOnlyList<int> indices, string name, int count, string path)
    {
        for (int i = 0; i < indices.Count; i++)
        {
            int least = i == 0 ? 0 : indices[i - 1] + 1;
            Expect(indices[i] >= least && indices[i] < count, path, $"{name}[{i}] = {indices[i]}",
                $"strictly ascending indices below trainingCount, here in [{least}, {count})");
        }
    }

    private static void Expect(bool holds, string path, string found, string expected)
    {
        if (!holds) { throw new PoisonManifestException(path, found, expected); }
    }
}
