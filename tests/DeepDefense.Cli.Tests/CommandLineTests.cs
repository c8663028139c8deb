using System.Text;
using System.Text.Json;
using DeepDefense.Tests;
using DeepDefense.Tests.Imaging;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Tests;

/// <summary>The commands as a user types them, on a synthetic set so small that training takes seconds.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_unknown_option_is_a_usage_error_and_leaves_stdout_empty()
    {
        (await Run("demo", "--colour", "red")).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain("--colour");
        _output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_poison_rate_above_one_is_a_usage_error_that_names_value_and_range()
    {
        (await Run("poison", "--poison-rate", "1.5", "--out", In("p"))).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldBe("error: poison rate 1.5: must lie in (0, 1)\n");
    }

    [Fact]
    public async Task An_empty_folder_is_refused_with_its_path()
    {
        Directory.CreateDirectory(In("empty"));
        (await Run("train", "--data", In("empty"), "--out", In("m"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain(In("empty"));
        _error.ToString().ShouldContain("an empty folder");
    }

    [Fact]
    public async Task A_truncated_cifar_file_is_refused_with_path_and_length()
    {
        Directory.CreateDirectory(In("cut"));
        await File.WriteAllBytesAsync(In("cut/data_batch_1.bin"), new byte[5000]);
        (await Run("train", "--data", In("cut"), "--out", In("m"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain("data_batch_1.bin");
        _error.ToString().ShouldContain("3073");
    }

    [Fact]
    public async Task A_label_out_of_range_is_refused_with_its_record()
    {
        Directory.CreateDirectory(In("label"));
        byte[] records = new byte[2 * 3073];
        records[3073] = 77;
        await File.WriteAllBytesAsync(In("label/data_batch_1.bin"), records);
        (await Run("train", "--data", In("label"), "--out", In("m"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain("77");
        _error.ToString().ShouldContain("3073");
    }

    [Fact]
    public async Task A_text_file_named_png_is_refused_with_its_path()
    {
        Directory.CreateDirectory(In("text/cat"));
        await File.WriteAllTextAsync(In("text/cat/0.png"), "hello, I am not a picture");
        (await Run("correlate", "--data", In("text"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain("0.png");
    }

    [Fact]
    public async Task A_model_with_an_absurd_header_length_is_refused_before_anything_is_allocated()
    {
        await Poison();
        byte[] hostile = new byte[64];
        BitConverter.TryWriteBytes(hostile, 1UL << 60);
        await File.WriteAllBytesAsync(In("hostile"), hostile);
        (await Run("evaluate", "--model", In("hostile"), "--data", In("p"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain("1152921504606846976");
    }

    [Fact]
    public async Task A_detector_given_as_a_model_is_refused_by_its_kind()
    {
        await Poison();
        (await Run("detector", "train", "--clean", In("c"), "--out", In("d"), "--detector-iterations", "1", "--detector-width", "9")).ShouldBe(ExitCode.Success);
        (await Run("evaluate", "--model", In("d"), "--data", In("p"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain("deepdefense-detector-1");
    }

    [Fact]
    public async Task A_jpeg_cut_in_half_is_refused_with_its_path_or_skipped_on_demand()
    {
        Directory.CreateDirectory(In("half/cat"));
        Directory.CreateDirectory(In("half/dog"));
        byte[] whole = JpegFixture.File;
        await File.WriteAllBytesAsync(In("half/cat/0.jpg"), whole[..(whole.Length / 2)]);
        foreach (string name in new[] { "cat/1", "cat/2", "dog/0", "dog/1" }) { await File.WriteAllBytesAsync(In($"half/{name}.jpg"), whole); }
        (await Run("correlate", "--data", In("half"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain(Path.Combine(In("half"), "cat", "0.jpg"));
        (await Run("correlate", "--data", In("half"), "--skip-bad", "--trigger-side", "1")).ShouldBe(ExitCode.Success, _error.ToString());
    }

    [Fact]
    public async Task A_model_of_another_architecture_than_it_says_is_refused_by_its_tensors()
    {
        await Poison();
        (await Run("train", "--data", In("p"), "--out", In("m"), "--width", "2", "--epochs", "1")).ShouldBe(ExitCode.Success);
        using (Safetensors file = Safetensors.Read(In("m")))
        {
            Dictionary<string, string> metadata = new(file.Metadata);
            metadata["model"] = metadata["model"].Replace("preactresnet18", "resnet18", StringComparison.Ordinal);
            Safetensors.Write(In("other"), file.Tensors.Select(entry => (entry.Key, entry.Value)), metadata);
        }
        (await Run("evaluate", "--model", In("other"), "--data", In("p"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain("not the network that it says it is");
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_is_an_error_that_names_it()
    {
        await File.WriteAllTextAsync(In("file"), "in the way");
        (await Run("poison", "--out", In("file/below"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain(In("file/below"));
        (await File.ReadAllTextAsync(In("file"))).ShouldBe("in the way");
    }

    [Fact]
    public async Task A_run_folder_in_use_is_refused_without_resume()
    {
        Directory.CreateDirectory(In("run"));
        await File.WriteAllTextAsync(In("run/notes.txt"), "mine");
        (await Run("demo", "--out", In("run"))).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain("not empty");
        (await File.ReadAllTextAsync(In("run/notes.txt"))).ShouldBe("mine");
    }

    [Fact]
    public async Task The_steps_one_by_one_read_what_the_step_before_wrote()
    {
        await Poison();
        JsonElement train = await Json("train", "--data", In("p"), "--out", In("m"), "--width", "4", "--epochs", "1");
        train.GetProperty("cleanAccuracy").GetDouble().ShouldBeInRange(0, 1);
        await Json("detector", "train", "--clean", In("c"), "--out", In("d"), "--detector-iterations", "2", "--detector-width", "9");
        JsonElement scan = await Json("scan", "--train", In("p"), "--detector", In("d"), "--out", In("scan.csv"), "--isolation-rule", "DataOrder", "--fail-on", "none");
        scan.GetProperty("images").GetInt32().ShouldBe(2400);
        string report = await File.ReadAllTextAsync(In("scan.html"));
        report.ShouldContain($"./deepdefense scan --train {In("p")} --detector {In("d")}");
        await File.WriteAllTextAsync(In("scan.csv"), IsolateFirst(await File.ReadAllTextAsync(In("scan.csv"))));
        await Json("defend", "unlearn", "--model", In("m"), "--train", In("p"), "--isolated", In("scan.csv"), "--clean", In("c"), "--out", In("b"), "--unlearning-steps", "2");
        (await File.ReadAllTextAsync(In("b.md"))).ShouldContain("Isolated images: 1.");
        JsonElement metrics = await Json("evaluate", "--model", In("b"), "--data", In("p"));
        metrics.GetProperty("attackSuccessRate").GetDouble().ShouldBeInRange(0, 1);
    }

    [Fact]
    public async Task A_report_instead_of_the_table_is_a_usage_error()
    {
        (await Run("scan", "--train", In("p"), "--detector", In("d"), "--out", In("scan.html"))).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain("is the same as --out");
    }

    [Fact]
    public async Task An_encoder_is_written_with_its_gates_and_fails_them_only_on_demand()
    {
        await Poison();
        string[] train = ["ssba", "train", "--data", In("c"), "--out", In("e"), "--steps", "1", "--width", "1", "--bits", "50"];
        JsonElement result = await Json(train);
        result.GetProperty("passes").GetBoolean().ShouldBeFalse();
        result.GetProperty("report").GetProperty("steps").GetInt32().ShouldBe(1);
        using (Safetensors file = Safetensors.Read(In("e"))) { file.Metadata["format"].ShouldBe("deepdefense-ssba-encoder-1"); }
        (await Run([.. train, "--require-pass", "--force"])).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain("the encoder is not fit for use: bit accuracy");
    }

    [Fact]
    public async Task The_rivals_write_models_that_can_be_evaluated()
    {
        await Poison();
        JsonElement abl = await Json("defend", "abl", "--train", In("p"), "--out", In("abl"), "--width", "2", "--turning-epoch", "1", "--epochs", "2", "--unlearning-epochs", "1");
        abl.GetProperty("isolated").GetArrayLength().ShouldBe(24);
        abl.GetProperty("isolatedPoisoned").GetInt32().ShouldBeInRange(0, 24);
        JsonElement pruned = await Json("defend", "fine-prune", "--model", In("abl"), "--clean", In("c"), "--out", In("fp"), "--pruned-share", "0.25", "--fine-tuning-epochs", "1");
        (await File.ReadAllTextAsync(In("abl.md"))).ShouldContain("**Made from:** trained anew");
        (await File.ReadAllTextAsync(In("fp.md"))).ShouldContain("On the clean validation images");
        (pruned.GetProperty("channels").GetInt32(), pruned.GetProperty("pruned").GetArrayLength()).ShouldBe((16, 4));
        (await Json("evaluate", "--model", In("fp"), "--data", In("p"))).GetProperty("cleanAccuracy").GetDouble().ShouldBeInRange(0, 1);
        Directory.GetFiles(_folder.Path, "*.checkpoint*").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exported_network_is_inspected_measured_and_unlearned_as_torchscript()
    {
        await Poison();
        await Json("train", "--data", In("p"), "--out", In("m"), "--width", "2", "--epochs", "1");
        await Json("export", "--model", In("m"), "--out", In("m.pt"));
        JsonElement inspection = await Json("inspect", In("m.pt"));
        inspection.GetProperty("kind").GetString().ShouldStartWith("torchscript, format ");
        inspection.GetProperty("parameters").GetInt64().ShouldBe((await Json("inspect", In("m"))).GetProperty("parameters").GetInt64());
        inspection.GetProperty("contract").EnumerateArray().Select(part => part.GetProperty("source").GetString()).Distinct().ShouldBe(["inside the file"]);
        inspection.GetProperty("answer").GetProperty("classes").GetArrayLength().ShouldBe(3);
        (await Metrics("m.pt")).GetRawText().ShouldBe((await Metrics("m")).GetRawText());
        await Json("detector", "train", "--clean", In("c"), "--out", In("d"), "--detector-iterations", "2", "--detector-width", "9");
        await Json("scan", "--train", In("p"), "--detector", In("d"), "--out", In("scan.csv"), "--isolation-rule", "DataOrder");
        await File.WriteAllTextAsync(In("scan.csv"), IsolateFirst(await File.ReadAllTextAsync(In("scan.csv"))));
        await Json("defend", "unlearn", "--model", In("m.pt"), "--train", In("p"), "--isolated", In("scan.csv"), "--clean", In("c"), "--out", In("b.pt"), "--unlearning-steps", "2");
        (await Json("inspect", In("b.pt"))).GetProperty("kind").GetString().ShouldStartWith("torchscript, format ");
        (await Metrics("b.pt")).GetProperty("cleanAccuracy").GetDouble().ShouldBeInRange(0, 1);
    }

    [Fact]
    public async Task An_exported_network_is_fine_pruned_as_torchscript()
    {
        await Poison();
        await Json("train", "--data", In("p"), "--out", In("m"), "--width", "2", "--epochs", "1");
        await Json("export", "--model", In("m"), "--out", In("m.pt"));
        JsonElement pruned = await Json("defend", "fine-prune", "--model", In("m.pt"), "--clean", In("c"), "--out", In("f.pt"), "--preset", "paper");
        pruned.GetProperty("pruned").GetRawText().ShouldBe((await Json("defend", "fine-prune", "--model", In("m"), "--clean", In("c"), "--out", In("g"), "--preset", "paper")).GetProperty("pruned").GetRawText());
        (await Metrics("f.pt")).GetRawText().ShouldBe((await Metrics("g")).GetRawText());
    }

    [Fact]
    public async Task A_contract_for_a_network_that_says_its_own_is_a_usage_error()
    {
        await Poison();
        await Json("train", "--data", In("p"), "--out", In("m"), "--width", "2", "--epochs", "1");
        (await Run("inspect", In("m"), "--value-range", "255")).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain("leave range out");
    }

    [Fact]
    public async Task A_pickle_of_another_program_is_refused_with_the_python_that_saves_weights()
    {
        await File.WriteAllBytesAsync(In("m.pkl"), [0x80, 2, .. "cposix\nsystem\n"u8]);
        (await Run("inspect", In("m.pkl"))).ShouldBe(ExitCode.Failed);
        _error.ToString().ShouldContain("torch.save(model.state_dict()");
        _output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Fewer_epochs_than_the_turning_epoch_are_a_usage_error()
    {
        await Poison();
        (await Run("defend", "abl", "--train", In("p"), "--out", In("abl"), "--epochs", "5")).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain("--epochs 5: must be at least the turning epoch 10");
    }

    [Theory]
    [InlineData("badnets", "--trigger-side", "5")]
    [InlineData("blend-patch", "--blend-rate", "0.5")]
    [InlineData("blend-full", "--pattern-seed", "3")]
    public async Task A_set_is_poisoned_by_the_attack_that_is_asked_for_and_evaluate_reads_its_trigger(string attack, string option, string value)
    {
        await Json("poison", "--out", In("p"), "--attack", attack, option, value);
        (await File.ReadAllTextAsync(In("p/poison.json"))).ShouldContain($"\"{attack}\"");
        await Json("train", "--data", In("p"), "--out", In("m"), "--width", "2", "--epochs", "1");
        (await Metrics("m")).GetProperty("attackSuccessRate").ValueKind.ShouldBe(JsonValueKind.Number);
    }

    [Theory]
    [InlineData("--encoder is no option of badnets", "poison", "--encoder", "e")]
    [InlineData("--trigger-side is no option of blend-full", "poison", "--attack", "blend-full", "--trigger-side", "3")]
    [InlineData("ssba needs --encoder", "poison", "--attack", "ssba")]
    [InlineData("--clean-fraction is for --clean-out", "poison", "--clean-fraction", "0.1")]
    [InlineData("--skip-bad is for --data", "demo", "--skip-bad")]
    [InlineData("--bound is not used by --objective Ascent", "demo", "--objective", "ascent", "--bound", "3")]
    [InlineData("--ignore-labels is not used by --isolation-rule DataOrder", "demo", "--isolation-rule", "DataOrder", "--ignore-labels")]
    [InlineData("Unrecognized command or argument '--threads'", "data", "info", ".", "--threads", "2")]
    public async Task An_option_that_would_be_ignored_is_a_usage_error(string message, params string[] args)
    {
        (await Run([.. args, .. args[0] == "data" ? Array.Empty<string>() : ["--out", In("x")]])).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain(message);
        Directory.Exists(In("x")).ShouldBeFalse();
    }

    [Fact]
    public async Task Poison_replaces_nothing()
    {
        await Poison();
        byte[] before = await File.ReadAllBytesAsync(In("p/data_batch_1.bin"));
        (await Run("poison", "--out", In("p"))).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain($"--out {In("p")}: is not empty; give a new or empty folder");
        (await Run("poison", "--out", In("q"), "--clean-out", In("q"))).ShouldBe(ExitCode.Usage);
        _error.ToString().ShouldContain($"--out {In("q")}: is the same as --clean-out {In("q")}; each needs a place of its own");
        (await Run("poison", "--out", In("q"), "--clean-out", In("r"), "--target", "99")).ShouldBe(ExitCode.Usage);
        (await File.ReadAllBytesAsync(In("p/data_batch_1.bin"))).ShouldBe(before);
        (Directory.Exists(In("q")), Directory.Exists(In("r"))).ShouldBe((false, false));
    }

    [Fact]
    public async Task Help_gives_defaults()
    {
        (await Run("scan", "--help")).ShouldBe(ExitCode.Success);
        _output.ToString().ShouldContain("0.04");
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private static string IsolateFirst(string table)
    {
        string[] lines = table.TrimEnd('\n').Split('\n');
        return string.Join('\n', lines.Select((line, i) => i == 1 ? line[..^1] + "1" : line)) + "\n";
    }

    private async Task Poison() => (await Run("poison", "--out", In("p"), "--clean-out", In("c"))).ShouldBe(ExitCode.Success);

    private async Task<JsonElement> Metrics(string model) => await Json("evaluate", "--model", In(model), "--data", In("p"), "--precision", "fp32");

    private async Task<JsonElement> Json(params string[] args)
    {
        _output.Clear();
        int code = await Run([.. args, "--json"]);
        code.ShouldBe(ExitCode.Success, _error.ToString());
        using JsonDocument document = JsonDocument.Parse(_output.ToString());
        return document.RootElement.Clone();
    }

    private async Task<int> Run(params string[] args)
    {
        using CommandProcess process = CommandProcess.Start(args);
        (int code, string output, string error) = await process.End();
        _output.Append(output);
        _error.Append(error);
        return code;
    }
}
