using System.Text.Json.Nodes;

namespace DeepDefense.Cli.Tests;

/// <summary>Scan and protect without a word about the trigger.</summary>
public sealed class UnknownTriggerTests(PoisonedSet set) : IClassFixture<PoisonedSet>
{
    private static readonly string[] Short = ["--detector-iterations", "20", "--detector-width", "9"];

    [Fact]
    public async Task A_scan_needs_a_detector_or_clean_images()
    {
        (int code, _, string error) = await PoisonedSet.Run("scan", "--train", set.Poisoned, "--out", set.In("nothing.csv"));
        (code, error).ShouldBe((ExitCode.Usage, "error: scan needs --detector, or --clean with images known to be clean\n"));
    }

    [Theory]
    [InlineData("--clean", "x")]
    [InlineData("--model", "x")]
    [InlineData("--detector-iterations", "5")]
    [InlineData("--witness", "true")]
    public async Task A_scan_by_a_detector_refuses_what_it_does_not_use(string option, string value)
    {
        (int code, _, string error) = await PoisonedSet.Run("scan", "--train", set.Poisoned, "--detector", set.DetectorFile, option, value, "--out", set.In("both.csv"));
        (code, error).ShouldBe((ExitCode.Usage, $"error: {option} is for a scan without --detector\n"));
    }

    [Theory]
    [InlineData("--false-positive-rate", "0.02")]
    [InlineData("--isolation-rule", "DataOrder")]
    public async Task What_needs_a_named_trigger_is_refused_without_one(string option, string value)
    {
        (int code, _, string error) = await PoisonedSet.Run(Protect("refused", option, value));
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain($"{option} is for a trigger that is known: name it by --trigger");
        Directory.Exists(set.In("refused")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_trigger_that_is_described_and_not_named_is_refused()
    {
        (int code, _, string error) = await PoisonedSet.Run(Protect("described", "--trigger-shape", "circle"));
        (code, error).ShouldBe((ExitCode.Usage, "error: --trigger-shape describes a trigger, and --trigger names none\n"));
    }

    [Fact]
    public async Task A_set_without_poison_shows_nothing_and_the_model_stays_byte_equal()
    {
        (int code, string output, string error) = await PoisonedSet.Run(["protect", "--model", set.Model, "--train", set.Unseen, "--clean", set.Clean, "--out", set.In("unlearned"), "--json", .. Short]);
        code.ShouldBe(ExitCode.Success, error);
        JsonNode result = JsonNode.Parse(output)!;
        (result["verdict"]!["severity"]!.GetValue<string>(), result["detection"]!["isolated"]!.GetValue<int>()).ShouldBe(("none", 0));
        (await File.ReadAllBytesAsync(set.In("unlearned/purified-model.safetensors"))).ShouldBe(await File.ReadAllBytesAsync(set.Model));
        (await File.ReadAllTextAsync(set.In("unlearned/report.html"))).ShouldContain("<h2>Evidence</h2>");
    }

    [Fact]
    public async Task Poison_is_found_by_what_the_model_does_and_shown()
    {
        string model = set.In("learned.safetensors");
        (await PoisonedSet.Run("train", "--data", set.Poisoned, "--out", model, "--width", "8", "--epochs", "6")).Code.ShouldBe(ExitCode.Success);
        (int code, string output, string error) = await PoisonedSet.Run(["scan", "--train", set.Poisoned, "--clean", set.Clean, "--model", model, "--out", set.In("found.csv"), "--json", .. Short]);
        // Steganalysers of 20 steps confirm it or not.
        code.ShouldBeOneOf([ExitCode.Findings, ExitCode.Failed], error);
        JsonNode result = JsonNode.Parse(output)!;
        result["detection"]!["detectionSuccessRate"]!.GetValue<double>().ShouldBeGreaterThan(0.5);
        result["detection"]!["falsePositiveRate"]!.GetValue<double>().ShouldBeLessThan(0.05);
        (await File.ReadAllTextAsync(set.In("found.html"))).ShouldContain("<h2>Evidence</h2>");
    }

    [Fact]
    public async Task A_plan_of_protect_has_the_stage_that_looks_for_evidence()
    {
        (int code, string output, string error) = await PoisonedSet.Run(Protect("planned", [.. Short, "--dry-run", "--json"]));
        code.ShouldBe(ExitCode.Success, error);
        JsonNode.Parse(output)!["stages"]!.AsArray().Select(stage => stage!["name"]!.GetValue<string>()).ShouldBe(["evaluateBefore", "evidence", "unlearn", "evaluateAfter"]);
    }

    private string[] Protect(string run, params string[] more) =>
        ["protect", "--model", set.Model, "--train", set.Poisoned, "--clean", set.Clean, "--out", set.In(run), .. more];
}
