using System.Text.Json.Nodes;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Tests;

/// <summary>What a pipeline is told about a training set, on the synthetic set and a detector that sees its trigger.</summary>
public sealed class GateTests(PoisonedSet set) : IClassFixture<PoisonedSet>
{
    [Fact]
    public async Task A_poisoned_set_ends_with_1_in_words_and_as_SARIF()
    {
        (int code, string output, _) = await Scan(set.Poisoned, "words", "--sarif", set.In("words.sarif"), "--sarif-top", "5");
        code.ShouldBe(ExitCode.Findings);
        output.ShouldStartWith("High. Strong signs of poison: ");
        JsonNode run = JsonNode.Parse(await File.ReadAllTextAsync(set.In("words.sarif")))!["runs"]![0]!;
        run["results"]!.AsArray().Count.ShouldBe(6);
        run["invocations"]![0]!["exitCode"]!.GetValue<int>().ShouldBe(ExitCode.Findings);
    }

    [Theory]
    [InlineData("none", ExitCode.Success)]
    [InlineData("high", ExitCode.Findings)]
    public async Task Findings_end_with_1_from_the_severity_that_is_asked_for(string failOn, int expected)
    {
        (int code, string output, _) = await Scan(set.Poisoned, failOn, "--json", "--fail-on", failOn);
        code.ShouldBe(expected);
        JsonNode verdict = JsonNode.Parse(output)!["verdict"]!;
        (verdict["severity"]!.GetValue<string>(), verdict["suspectedTarget"]!.GetValue<int>()).ShouldBe(("high", 0));
        verdict["classes"]!.AsArray().Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_scan_says_how_many_images_a_second_it_read_and_scored()
    {
        (_, string output, string error) = await Scan(set.Poisoned, "rates", "--json");
        JsonNode rates = JsonNode.Parse(output)!["rates"]!;
        rates["read"]!.GetValue<double>().ShouldBeGreaterThan(0);
        rates["scored"]!.GetValue<double>().ShouldBeGreaterThan(0);
        error.ShouldContain(" images a second read, ");
        (await File.ReadAllTextAsync(set.In("rates.html"))).ShouldContain(" images a second read, ");
    }

    [Fact]
    public async Task A_scan_is_measured_by_the_truth_of_another_program_where_that_is_asked_for()
    {
        string bare = set.Copy(set.Poisoned, "bare");
        File.Delete(Path.Combine(bare, "poison.json"));
        (int code, string output, string error) = await Scan(bare, "told", "--json", "--truth", Path.Combine(set.Poisoned, "poison.json"));
        (code, JsonNode.Parse(output)!["detection"]!["detectionSuccessRate"]!.GetValue<double>() > 0.9).ShouldBe((ExitCode.Findings, true), error);
    }

    [Fact]
    public async Task A_truth_that_is_none_ends_with_2()
    {
        (int code, _, string error) = await Scan(set.Poisoned, "no-truth", "--truth", set.Model);
        (code, error.Contains(set.Model, StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), error);
    }

    [Fact]
    public async Task A_clean_set_ends_with_0()
    {
        (int code, string output, _) = await Scan(set.Unseen, "clean", "--fail-on", "low");
        code.ShouldBe(ExitCode.Success, output);
        output.ShouldStartWith("None. Nothing found: ");
    }

    [Fact]
    public async Task A_record_that_was_skipped_ends_with_2_and_the_findings_are_written()
    {
        string cut = set.Copy(set.Poisoned, "cut");
        await using (FileStream batch = new(Path.Combine(cut, "data_batch_5.bin"), FileMode.Append)) { batch.Write(new byte[100]); }
        (int code, string output, string error) = await Scan(cut, "cut-scan", "--json", "--skip-bad", "--sarif", set.In("cut.sarif"));
        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain("1 files or records not read");
        JsonNode result = JsonNode.Parse(output)!;
        result["skipped"]!.AsArray().Single()!["reason"]!.GetValue<string>().ShouldContain("found the end of the file after 100 bytes");
        (result["images"]!.GetValue<int>() > 0, result["verdict"]!["severity"]!.GetValue<string>()).ShouldBe((true, "high"));
        JsonNode invocation = JsonNode.Parse(await File.ReadAllTextAsync(set.In("cut.sarif")))!["runs"]![0]!["invocations"]![0]!;
        invocation["toolExecutionNotifications"]![0]!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!.GetValue<string>().ShouldBe("data_batch_5.bin");
    }

    [Fact]
    public async Task A_file_that_is_not_read_ends_with_2_unasked_and_both_streams_say_so()
    {
        string more = set.Copy(set.Poisoned, "more");
        for (int i = 0; i < 22; i++) { await File.WriteAllBytesAsync(Path.Combine(more, $"{i:D2}.tif"), []); }
        (int code, string output, string error) = await Scan(more, "more-scan");
        code.ShouldBe(ExitCode.Failed);
        output.ShouldContain("incomplete: 22 files or records were not scanned");
        error.ShouldContain("19.tif: an image of a kind that is not read (.tif): save it as PNG\nand 2 more that are not read\n22 files or records not read in ");
    }

    [Theory]
    [InlineData("nothing", null)]
    [InlineData("no-records", "data_batch_1.bin")]
    [InlineData("no-images", "train/cat/readme.txt")]
    public async Task A_set_without_images_ends_with_3(string name, string? file)
    {
        Directory.CreateDirectory(set.In(name));
        if (file is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(set.In($"{name}/{file}"))!);
            await File.WriteAllBytesAsync(set.In($"{name}/{file}"), []);
        }
        (int code, string output, string error) = await Scan(set.In(name), name + "-scan");
        (code, output).ShouldBe((ExitCode.NothingScanned, ""), error);
        error.ShouldContain(set.In(name));
    }

    [Fact]
    public async Task A_folder_that_is_missing_ends_with_2()
    {
        (await Scan(set.In("missing"), "missing-scan")).Code.ShouldBe(ExitCode.Failed);
    }

    [Theory]
    [InlineData("--fail-on", "severe")]
    [InlineData("--fail-on", "7")]
    [InlineData("--fail-on", "inconclusive")]
    [InlineData("--isolation-rule", "1")]
    [InlineData("--sarif-top", "abc")]
    [InlineData("--sarif-top", "5001")]
    [InlineData("--sarif-top", "-1")]
    public async Task A_wrong_option_ends_with_4(string option, string value)
    {
        (int code, string output, string error) = await Scan(set.Poisoned, "usage", option, value);
        (code, output).ShouldBe((ExitCode.Usage, ""));
        error.ShouldContain(value);
    }

    [Fact]
    public async Task A_file_that_would_replace_another_is_a_usage_error()
    {
        foreach (string file in new[] { "same.csv", "same.html" })
        {
            (int code, _, string error) = await Scan(set.Poisoned, "same", "--sarif", set.In(file));
            code.ShouldBe(ExitCode.Usage);
            error.ShouldContain("is the same as --");
            error.ShouldContain($"--sarif {set.In(file)}");
        }
        File.Exists(set.In("same.csv")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_empty_clean_set_is_no_empty_training_set()
    {
        Directory.CreateDirectory(set.In("no-clean"));
        (int code, _, string error) = await PoisonedSet.Run("protect", "--model", set.Model, "--train", set.Poisoned, "--clean", set.In("no-clean"), "--out", set.In("no-clean-run"));
        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain(set.In("no-clean"));
    }

    [Fact]
    public async Task Clean_images_that_are_the_test_images_are_a_usage_error()
    {
        Dataset poisoned = DatasetLoader.Open(set.Poisoned, new DatasetOptions(), new Seed(1)).Dataset;
        Cifar10Binary.Save(set.In("tested"), poisoned with { Train = poisoned.Test, Test = poisoned.Test.Subset([]) });
        (int code, _, string error) = await PoisonedSet.Run("protect", "--model", set.Model, "--train", set.Poisoned, "--clean", set.In("tested"), "--out", set.In("measured"));
        (code, Directory.Exists(set.In("measured"))).ShouldBe((ExitCode.Usage, false));
        error.ShouldContain($"--clean: {poisoned.Test.Count} of its {poisoned.Test.Count} images are among the {poisoned.Test.Count} test images too");
    }

    [Fact]
    public async Task Clean_images_that_are_the_training_images_are_a_usage_error()
    {
        (int code, _, string error) = await PoisonedSet.Run("protect", "--model", set.Model, "--train", set.Clean, "--clean", set.Clean, "--out", set.In("overlap"));
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("are in --train too; they must be others, known to be clean");
        Directory.Exists(set.In("overlap")).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_images_were_resized_the_truth_counts_as_unknown_and_the_verdict_stands()
    {
        (int code, string output, string error) = await PoisonedSet.Run("data", "convert", set.Poisoned, "--to", "folder", "--out", set.In("folder"));
        code.ShouldBe(ExitCode.Success, error);
        File.Copy(Path.Combine(set.Poisoned, "poison.json"), set.In("folder/poison.json"));
        (code, output, error) = await Scan(set.In("folder"), "resized", "--json");
        code.ShouldBe(ExitCode.Findings, error);
        error.ShouldContain("what is poisoned counts as unknown");
        JsonNode.Parse(output)!["detection"]!["detectionSuccessRate"].ShouldBeNull();
    }

    [Fact]
    public async Task A_protect_that_is_interrupted_ends_with_130_and_one_that_goes_on_with_1_card_and_bill()
    {
        string[] protect =
        [
            "protect", "--model", set.Model, "--train", set.Poisoned, "--clean", set.Clean, "--out", set.In("run"), "--unlearning-steps", "2", "--trigger", "badnets",
            "--sarif", set.In("run.sarif"), .. PoisonedSet.Detector,
        ];
        using (CommandProcess process = CommandProcess.Start(protect))
        {
            await process.SignalAt("detector 10 %", "TERM");
            (await process.End()).Code.ShouldBe(ExitCode.Cancelled);
        }
        (int code, string output, string error) = await PoisonedSet.Run([.. protect, "--resume"]);
        code.ShouldBe(ExitCode.Findings, error);
        output.ShouldStartWith("High. ");
        (await File.ReadAllTextAsync(set.In("run/purified-model.md"))).ShouldContain("# Model card for purified-model.safetensors");
        JsonNode bom = JsonNode.Parse(await File.ReadAllTextAsync(set.In("run/bom.cdx.json")))!;
        bom["components"]!.AsArray().Select(component => component!["name"]!.GetValue<string>())
            .ShouldBe(["purified-model.safetensors", "training set", "clean set", "test set"]);
        File.Exists(set.In("run.sarif")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_set_without_test_images_is_scanned_whole()
    {
        string whole = set.Copy(set.Poisoned, "untested");
        File.Delete(Path.Combine(whole, "test_batch.bin"));
        (int code, _, string error) = await Scan(whole, "whole", "--json");
        code.ShouldBe(ExitCode.Findings, error);
        string[] Rows(string name) => [.. File.ReadLines(set.In(name)).Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)])];
        (await Scan(set.Poisoned, "tested")).Code.ShouldBe(ExitCode.Findings);
        Rows("whole.csv").ShouldBe(Rows("tested.csv"));
    }

    [Fact]
    public async Task A_protect_without_test_images_measures_on_a_fifth_of_the_clean_ones()
    {
        (string train, string clean) = (set.Copy(set.Poisoned, "untested-train"), set.Copy(set.Clean, "untested-clean"));
        foreach (string folder in new[] { train, clean }) { File.Delete(Path.Combine(folder, "test_batch.bin")); }
        (int code, string output, string error) = await PoisonedSet.Run(["protect", "--model", set.Model, "--train", train, "--clean", clean,
            "--out", set.In("untested-run"), "--unlearning-steps", "1", "--json", "--trigger", "badnets", .. PoisonedSet.Detector]);
        code.ShouldBe(ExitCode.Findings, error);
        error.ShouldContain($"{train} has no test images: accuracy is measured on ");
        JsonNode settings = JsonNode.Parse(output)!["settings"]!;
        int measured = settings["testImages"]!.GetValue<int>(), used = settings["cleanImages"]!.GetValue<int>();
        ((double)measured / (measured + used)).ShouldBe(0.2, 0.02);
    }

    private Task<(int Code, string Output, string Error)> Scan(string train, string name, params string[] more) =>
        PoisonedSet.Run(["scan", "--train", train, "--detector", set.DetectorFile, "--out", set.In(name + ".csv"), .. more]);
}
