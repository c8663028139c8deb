using System.Text.Json.Nodes;
using Json.Schema;

namespace DeepDefense.Tests.Reporting;

/// <summary>The JSON schemas of tests/data/schemas, whose README says where they come from.</summary>
internal static class PublishedSchema
{
    private static readonly Lazy<JsonSchema> SarifSchema = new(() => JsonSchema.FromText(
        Text("sarif-2.1.0-rtm.5.json").Replace("http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema#", StringComparison.Ordinal)));

    private static readonly Lazy<JsonSchema> CycloneDxSchema = new(() =>
    {
        foreach (string name in new[] { "jsf-0.82.SNAPSHOT.schema.json", "spdx.SNAPSHOT.schema.json" })
        {
            SchemaRegistry.Global.Register(new Uri("http://cyclonedx.org/schema/" + name), JsonSchema.FromText(Text(name)));
        }
        return JsonSchema.FromText(Text("bom-1.6.SNAPSHOT.schema.json"));
    });

    /// <summary>What SARIF 2.1.0 has against a log, one line a fault.</summary>
    internal static string[] FaultsOfSarif(JsonNode log) => Faults(SarifSchema.Value, log);

    /// <summary>What CycloneDX 1.6 has against a bill of materials, one line a fault.</summary>
    internal static string[] FaultsOfCycloneDx(JsonNode bom) => Faults(CycloneDxSchema.Value, bom);

    private static string[] Faults(JsonSchema schema, JsonNode node)
    {
        EvaluationResults results = schema.Evaluate(node, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        string[] faults = [.. (results.Details ?? []).Where(detail => detail.HasErrors)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Key}: {error.Value}"))];
        return results.IsValid ? [] : faults.Length > 0 ? faults : ["not valid"];
    }

    private static string Text(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DeepDefense.slnx"))) { folder = folder.Parent; }
        return File.ReadAllText(Path.Combine(folder!.FullName, "tests", "data", "schemas", name));
    }
}
