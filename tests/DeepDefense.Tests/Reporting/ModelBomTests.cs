using System.Text.Json.Nodes;
using DeepDefense.Reporting;

namespace DeepDefense.Tests.Reporting;

public sealed class ModelBomTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_bill_is_valid_CycloneDX()
    {
        PublishedSchema.FaultsOfCycloneDx(Bom(PurifiedModels.Example)).ShouldBeEmpty();
    }

    [Fact]
    public void A_bill_of_a_model_of_which_little_is_known_is_valid_too()
    {
        PurifiedModel bare = PurifiedModels.Example with { Suspicious = null, Isolated = null, Before = null, After = null, Verdict = null, Data = [] };
        PublishedSchema.FaultsOfCycloneDx(Bom(bare)).ShouldBeEmpty();
    }

    [Fact]
    public void The_schema_finds_a_fault_in_the_model_and_in_a_part_it_refers_to()
    {
        JsonNode bom = Bom(PurifiedModels.Example);
        bom["components"]![0]!["hashes"]![0]!["content"] = "xyz";
        PublishedSchema.FaultsOfCycloneDx(bom).ShouldNotBeEmpty();
        bom = Bom(PurifiedModels.Example);
        bom["components"]![0]!["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "no such licence" } });
        PublishedSchema.FaultsOfCycloneDx(bom).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_model_has_its_hash_its_metrics_and_the_suspicious_model_as_ancestor()
    {
        JsonNode model = Bom(PurifiedModels.Example)["components"]![0]!;
        model["type"]!.GetValue<string>().ShouldBe("machine-learning-model");
        model["hashes"]![0]!["content"]!.GetValue<string>().ShouldBe(new string('a', 64));
        model["pedigree"]!["ancestors"]![0]!["hashes"]![0]!["content"]!.GetValue<string>().ShouldBe(new string('b', 64));
        model["modelCard"]!["quantitativeAnalysis"]!["performanceMetrics"]!.AsArray()
            .Select(metric => $"{metric!["type"]} {metric["value"]} {metric["slice"]}")
            .ShouldContain("attack success rate 0.0050 this model, test images");
    }

    [Fact]
    public void Of_a_foreign_network_no_family_and_no_width_are_claimed()
    {
        JsonNode bom = Bom(PurifiedModels.Foreign);
        JsonNode parameters = bom["components"]![0]!["modelCard"]!["modelParameters"]!;
        parameters["architectureFamily"]!.GetValue<string>().ShouldBe("not known");
        parameters["modelArchitecture"]!.GetValue<string>().ShouldBe("TorchScript");
        parameters["outputs"]![0]!["format"]!.GetValue<string>().ShouldStartWith("probabilities of ");
        PublishedSchema.FaultsOfCycloneDx(bom).ShouldBeEmpty();
    }

    [Fact]
    public void Every_reference_is_that_of_a_component()
    {
        JsonNode bom = Bom(PurifiedModels.Example);
        string[] components = [.. bom["components"]!.AsArray().Select(component => component!["bom-ref"]!.GetValue<string>())];
        components.ShouldBe(["model", "data:training-set", "data:clean-set"]);
        bom["components"]![0]!["modelCard"]!["modelParameters"]!["datasets"]!.AsArray().Select(data => data!["ref"]!.GetValue<string>())
            .ShouldBe(components[1..]);
        bom["dependencies"]!.AsArray().Select(dependency => dependency!["ref"]!.GetValue<string>()).ShouldBe(components);
    }

    [Fact]
    public void The_serial_number_follows_from_the_content_but_not_from_the_time()
    {
        string first = Serial(PurifiedModels.Example);
        first.ShouldMatch("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        Serial(PurifiedModels.Example with { Time = PurifiedModels.Noon.AddDays(1) }).ShouldBe(first);
        Serial(PurifiedModels.Example with { Seed = 8 }).ShouldNotBe(first);
    }

    private string Serial(PurifiedModel model) => Bom(model)["serialNumber"]!.GetValue<string>();

    private JsonNode Bom(PurifiedModel model)
    {
        ModelBom.Write(_folder["bom.cdx.json"], model);
        return JsonNode.Parse(File.ReadAllText(_folder["bom.cdx.json"]))!;
    }
}
