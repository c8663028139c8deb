using System.Globalization;
using System.Text.Json;
using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>The <c>config.json</c> beside weights, as timm publishes it on the Hugging Face hub: architecture, classes, and how images are prepared.</summary>
/// <param name="File">The file.</param>
/// <param name="Text">What it holds, to be copied beside purified weights.</param>
/// <param name="Architecture">The name, as it stands there.</param>
/// <param name="Contract">What it says of input and classes.</param>
/// <param name="Interpolation">How images are resized, e.g. <c>bicubic</c>, or null: not said.</param>
internal sealed record HubConfiguration(string File, string Text, string Architecture, InputContract Contract, string? Interpolation)
{
    private const string Published = "model.safetensors", Name = "config.json";
    private const int LongestFile = 16 << 20;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Where the configuration of weights is written: <c>config.json</c> beside <c>model.safetensors</c>, else a file of the same name that ends in <c>.json</c>.</summary>
    internal static string PathFor(string weights) => System.IO.Path.GetFileName(weights) == Published
        ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(weights) ?? "", Name)
        : System.IO.Path.ChangeExtension(weights, ".json");

    /// <summary>Reads that of weights, or null: there is none. A <c>config.json</c> of another purpose, without an architecture, is none.</summary>
    /// <exception cref="ModelFormatException">It is damaged or contradicts itself; the message names it.</exception>
    internal static HubConfiguration? Beside(string weights) =>
        new[] { PathFor(weights), System.IO.Path.Combine(System.IO.Path.GetDirectoryName(weights) ?? "", Name) }.Where(System.IO.File.Exists).Select(Read).OfType<HubConfiguration>().FirstOrDefault();

    private static HubConfiguration? Read(string path)
    {
        long length = LinkTarget.Of(path).Length;
        if (length > LongestFile) { throw new ModelFormatException(path, "byte 0", $"{length} bytes", $"at most {LongestFile}"); }
        string text = System.IO.File.ReadAllText(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Strict);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || ArchitectureOf(root) is not { } architecture) { return null; }
            JsonElement prepared = root.TryGetProperty("pretrained_cfg", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
            return new HubConfiguration(path, text, architecture, ContractOf(root, prepared), Either(prepared, root, "interpolation") is { ValueKind: JsonValueKind.String } way ? way.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException) { throw new ModelFormatException($"{path}: no configuration of a network: {e.Message}", e); }
    }

    private static string? ArchitectureOf(JsonElement root) => root.TryGetProperty("architecture", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString()
        : root.TryGetProperty("architectures", out JsonElement names) && names.ValueKind == JsonValueKind.Array && names.GetArrayLength() > 0 ? names[0].GetString()
        : null;

    private static InputContract ContractOf(JsonElement root, JsonElement prepared) => new()
    {
        ImageSize = Either(prepared, root, "input_size") is not { ValueKind: JsonValueKind.Array } size ? null
            : Numbers(size) is [3, double height, double width] ? new ImageSize((int)height, (int)width)
            : throw new FormatException($"input_size {size}; expected [3, height, width]"),
        Mean = Either(prepared, root, "mean") is { ValueKind: JsonValueKind.Array } mean ? Numbers(mean) : null,
        Deviation = Either(prepared, root, "std") is { ValueKind: JsonValueKind.Array } deviation ? Numbers(deviation) : null,
        ClassNames = Either(root, prepared, "label_names") is { ValueKind: JsonValueKind.Array } labels ? [.. labels.EnumerateArray().Select(label => label.GetString() ?? "")]
            : root.TryGetProperty("id2label", out JsonElement byNumber) && byNumber.ValueKind == JsonValueKind.Object ? InOrder(byNumber)
            : null,
    };

    private static JsonElement? Either(JsonElement first, JsonElement second, string name) => first.TryGetProperty(name, out JsonElement value) || second.TryGetProperty(name, out value) ? value : null;

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    private static string[] InOrder(JsonElement byNumber)
    {
        (int Number, string Name)[] labels = [.. byNumber.EnumerateObject().Select(label => (int.Parse(label.Name, NumberStyles.None, CultureInfo.InvariantCulture), label.Value.GetString() ?? "")).OrderBy(label => label.Item1)];
        return labels.Select(label => label.Number).SequenceEqual(Enumerable.Range(0, labels.Length)) ? [.. labels.Select(label => label.Name)]
            : throw new FormatException("id2label does not number the classes from 0 on");
    }
}
