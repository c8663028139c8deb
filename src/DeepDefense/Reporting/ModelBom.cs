using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepDefense.Evaluation;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Reporting;

/// <summary>The bill of materials of a purified model, as CycloneDX 1.6: the model with its card, what it was made from, and
/// the images. The serial number follows from the content without the time, so that the same run has the same one.</summary>
/// <remarks>Source: https://cyclonedx.org/docs/1.6/json; ECMA-424.</remarks>
public static class ModelBom
{
    private const string ModelReference = "model";

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Write(string path, PurifiedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        JsonObject metadata = new()
        {
            ["tools"] = new JsonObject
            {
                ["components"] = new JsonArray(new JsonObject { ["type"] = "application", ["name"] = Tool.Name, ["version"] = Tool.Version }),
            },
        };
        JsonObject bom = new()
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = metadata,
            ["components"] = new JsonArray([Model(model), .. model.Data.Select(Data)]),
            ["dependencies"] = new JsonArray([
                new JsonObject { ["ref"] = ModelReference, ["dependsOn"] = new JsonArray([.. model.Data.Select(data => (JsonNode)Reference(data))]) },
                .. model.Data.Select(data => new JsonObject { ["ref"] = Reference(data) }),
            ]),
        };
        bom.Insert(3, "serialNumber", SerialNumber(bom));
        metadata.Insert(0, "timestamp", model.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        AtomicFile.WriteText(path, bom.ToJsonString(Json.Indented) + "\n");
    }

    private static JsonObject Model(PurifiedModel model)
    {
        JsonObject component = new()
        {
            ["type"] = "machine-learning-model",
            ["bom-ref"] = ModelReference,
            ["name"] = model.File.Name,
            ["description"] = model.MethodText,
            ["hashes"] = Hashes(model.File.Sha256),
            ["modelCard"] = Card(model),
        };
        if (model.Suspicious is { } from)
        {
            component.Insert(5, "pedigree", new JsonObject
            {
                ["ancestors"] = new JsonArray(new JsonObject
                {
                    ["type"] = "machine-learning-model",
                    ["name"] = from.Name,
                    ["description"] = "The suspicious model.",
                    ["hashes"] = Hashes(from.Sha256),
                }),
                ["notes"] = model.MethodText,
            });
        }
        return component;
    }

    private static JsonObject Card(PurifiedModel model) => new()
    {
        ["modelParameters"] = new JsonObject
        {
            ["approach"] = new JsonObject { ["type"] = "supervised" },
            ["task"] = "image classification",
            ["architectureFamily"] = !model.IsOwnNetwork ? "not known" : model.Description.Architecture.Contains("res", StringComparison.Ordinal) || model.Description.Architecture.StartsWith("wrn", StringComparison.Ordinal) ? "residual network" : "convolutional network",
            ["modelArchitecture"] = model.IsOwnNetwork
                ? string.Create(CultureInfo.InvariantCulture, $"{model.Description.Architecture}, width {model.Description.Width}")
                : "TorchScript",
            ["datasets"] = new JsonArray([.. model.Data.Select(data => new JsonObject { ["ref"] = Reference(data) })]),
            ["inputs"] = new JsonArray(new JsonObject
            {
                ["format"] = string.Create(CultureInfo.InvariantCulture, $"RGB image, {model.Description.ImageWidth} x {model.Description.ImageHeight} pixels"),
            }),
            ["outputs"] = new JsonArray(new JsonObject
            {
                ["format"] = string.Create(CultureInfo.InvariantCulture, $"{model.Description.Output.ToString().ToLowerInvariant()} of {model.Description.ClassNames.Count} classes"),
            }),
        },
        ["quantitativeAnalysis"] = new JsonObject
        {
            ["performanceMetrics"] = new JsonArray([.. Metrics(model.Before, $"suspicious model, {model.MeasuredOn}"), .. Metrics(model.After, $"this model, {model.MeasuredOn}")]),
        },
        ["considerations"] = new JsonObject
        {
            ["technicalLimitations"] = Strings([.. model.Limits, .. model.NotMeasured.Select(what => $"Not measured: {what}")]),
            ["ethicalConsiderations"] = new JsonArray(new JsonObject
            {
                ["name"] = "A backdoor may remain.",
                ["mitigationStrategy"] = "Measure the attack success rate with the triggers that matter before the model is used, and keep the training set for a later scan.",
            }),
        },
        ["properties"] = new JsonArray([
            Property("seed", model.Seed.ToString(CultureInfo.InvariantCulture)),
            Property("options", JsonSerializer.Serialize(model.Options, Compact)),
            .. model.Isolated is int isolated ? new[] { Property("isolatedImages", isolated.ToString(CultureInfo.InvariantCulture)) } : [],
            .. model.Verdict is { } verdict ? new[] { Property("verdict", verdict.Severity.ToString().ToLowerInvariant()), Property("headline", verdict.Headline) } : [],
        ]),
    };

    private static JsonSerializerOptions Compact { get; } = new(Json.Indented) { WriteIndented = false };

    private static IEnumerable<JsonObject> Metrics(ModelMetrics? metrics, string slice) =>
        new (string Name, double? Rate)[]
        {
            ("clean accuracy", metrics?.CleanAccuracy),
            ("attack success rate", metrics?.AttackSuccessRate),
            ("robust accuracy", metrics?.RobustAccuracy),
        }
        .Where(metric => metric.Rate is not null)
        .Select(metric => new JsonObject
        {
            ["type"] = metric.Name,
            ["value"] = metric.Rate!.Value.ToString("F4", CultureInfo.InvariantCulture),
            ["slice"] = slice,
        });

    private static JsonObject Data(DataSource data) => new()
    {
        ["type"] = "data",
        ["bom-ref"] = Reference(data),
        ["name"] = data.Role,
        ["hashes"] = Hashes(data.Sha256),
        ["data"] = new JsonArray(new JsonObject
        {
            ["type"] = "dataset",
            ["name"] = data.Role,
            ["contents"] = new JsonObject
            {
                ["properties"] = new JsonArray(
                    Property("images", data.Images.ToString(CultureInfo.InvariantCulture)),
                    Property("hashOf", "number of images, height, width and labels (32 bits each, little-endian), then pixels, in loading order")),
            },
        }),
    };

    private static string Reference(DataSource data) => "data:" + data.Role.Replace(' ', '-');

    private static JsonArray Hashes(string sha256) => [new JsonObject { ["alg"] = "SHA-256", ["content"] = sha256 }];

    private static JsonObject Property(string name, string value) => new() { ["name"] = $"{Tool.Name}:{name}", ["value"] = value };

    private static JsonArray Strings(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    // A UUID of version 8 (RFC 9562, section 5.8): one's own bits, here the first of SHA-256.
    private static string SerialNumber(JsonObject content)
    {
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes(content.ToJsonString()))[..16];
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return $"urn:uuid:{new Guid(bytes, bigEndian: true)}";
    }
}
