using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DeepDefense.Datasets;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;

namespace DeepDefense.Tests.Reporting;

public sealed class SarifLogTests : IDisposable
{
    private const string Folder = "/data/set";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Severity.None)]
    [InlineData(Severity.Low)]
    [InlineData(Severity.Medium)]
    [InlineData(Severity.High)]
    public void A_log_is_valid_SARIF(Severity severity)
    {
        PublishedSchema.FaultsOfSarif(Log(Findings(severity) with { Skipped = [new SkippedFile("/data/set/a b/1.png", "cut")] })).ShouldBeEmpty();
    }

    [Fact]
    public void The_schema_finds_a_fault()
    {
        JsonNode log = Log(Findings(Severity.High));
        log["runs"]![0]!["results"]![0]!["level"] = "fatal";
        PublishedSchema.FaultsOfSarif(log).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_set_comes_first_and_then_its_flagged_images_by_score()
    {
        JsonArray results = Results(Log(Findings(Severity.High)));
        results.Select(result => result!["ruleId"]!.GetValue<string>()).ShouldBe(["DD2001", "DD1001", "DD1001", "DD1001"]);
        results.Skip(1).Select(result => result!["properties"]!["index"]!.GetValue<int>()).ShouldBe([2, 0, 3]);
    }

    [Fact]
    public void No_more_images_are_listed_than_asked_for()
    {
        Results(Log(Findings(Severity.High), top: 1)).Count.ShouldBe(2);
        Should.Throw<ArgumentOutOfRangeException>(() => Log(Findings(Severity.High), top: SarifLog.MostImages + 1));
    }

    [Fact]
    public void A_set_in_which_nothing_is_found_has_no_result()
    {
        Results(Log(Findings(Severity.None))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Severity.Low, "note")]
    [InlineData(Severity.Medium, "warning")]
    [InlineData(Severity.High, "error")]
    public void Levels_follow_the_severity(Severity severity, string level)
    {
        Results(Log(Findings(severity))).ShouldAllBe(result => result!["level"]!.GetValue<string>() == level);
    }

    [Fact]
    public void Paths_are_relative_and_percent_encoded()
    {
        JsonNode location = Results(Log(Findings(Severity.High)))[1]!["locations"]![0]!["physicalLocation"]!;
        location["artifactLocation"]!["uri"]!.GetValue<string>().ShouldBe("train/%E7%8C%AB%20%231%25/a%3Ab.png");
        location["artifactLocation"]!["uriBaseId"]!.GetValue<string>().ShouldBe("DATA");
        location["region"]!["startLine"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public void A_record_is_its_file_and_a_number()
    {
        JsonNode result = Results(Log(Findings(Severity.High)))[2]!;
        result["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!.GetValue<string>().ShouldBe("data_batch_1.bin");
        result["properties"]!["record"]!.GetValue<int>().ShouldBe(17);
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_pixels_and_the_rank_the_probability()
    {
        GateFindings findings = Findings(Severity.High);
        JsonNode result = Results(Log(findings))[1]!;
        result["partialFingerprints"]!["pixels/sha256/v1"]!.GetValue<string>().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(findings.Images.Image(2))));
        result["rank"]!.GetValue<double>().ShouldBe(100 / (1 + Math.Exp(-9)), 1e-9);
    }

    [Fact]
    public void Names_of_classes_make_no_links_and_no_placeholders()
    {
        Results(Log(Findings(Severity.High)))[1]!["message"]!["text"]!.GetValue<string>().ShouldContain(@"'\[cat\](x) {{0}} \\'");
    }

    [Fact]
    public void A_skipped_file_makes_the_execution_incomplete_and_is_named()
    {
        GateFindings findings = Findings(Severity.None) with { Skipped = [new SkippedFile("/data/set/a b/1.png", "cut short")] };
        JsonNode invocation = Log(findings, exitCode: 2)["runs"]![0]!["invocations"]![0]!;
        invocation["executionSuccessful"]!.GetValue<bool>().ShouldBeFalse();
        invocation["exitCode"]!.GetValue<int>().ShouldBe(2);
        JsonNode notification = invocation["toolExecutionNotifications"]![0]!;
        notification["message"]!["text"]!.GetValue<string>().ShouldBe("not scanned: cut short");
        notification["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!.GetValue<string>().ShouldBe("a%20b/1.png");
    }

    private static GateFindings Findings(Severity severity)
    {
        LabeledImages images = new([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5], [0, 0, 1, 0, 0], 1, 1, ["dog", "[cat](x) {0} \\"],
            ["data_batch_1.bin:17", "train/dog/1.png", "train/猫 #1%/a:b.png", "train/dog/3.png", "train/dog/4.png"]);
        ScanReport scan = new([3, -1, 9, 2, -2], 1, null, null, [0, 2, 3], [2]);
        Verdict verdict = new(severity, "A headline.", "An [explanation].", 0.75, 0.25, 1, []);
        return new GateFindings(Folder, images, scan, verdict, []);
    }

    private static JsonArray Results(JsonNode log) => log["runs"]![0]!["results"]!.AsArray();

    private JsonNode Log(GateFindings findings, int top = 10, int exitCode = 1)
    {
        SarifLog.Write(_folder["log.sarif"], findings, top, exitCode);
        return JsonNode.Parse(File.ReadAllText(_folder["log.sarif"]))!;
    }
}
