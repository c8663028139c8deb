using System.Text.Json.Nodes;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Tests;

/// <summary>A scan in parts, and what joins them.</summary>
public sealed class ShardTests(ShardedSet set) : IClassFixture<ShardedSet>
{
    [Fact]
    public async Task Shards_in_any_order_merge_into_what_the_scan_of_the_whole_set_writes()
    {
        CommandRun merged = await set.Merge("merged.csv", [.. set.Shards.Reverse()], "--sarif", set.In("merged.sarif"), "--json");
        merged.Code.ShouldBe(set.Whole.Code, merged.Error);
        (await File.ReadAllBytesAsync(set.In("merged.csv"))).ShouldBe(await File.ReadAllBytesAsync(set.In("whole.csv")));
        (await File.ReadAllBytesAsync(set.In("merged.sarif"))).ShouldBe(await File.ReadAllBytesAsync(set.In("whole.sarif")));
        (await File.ReadAllTextAsync(set.In("merged.html"))).ShouldContain("./deepdefense scan merge ");
        JsonNode Result(CommandRun run)
        {
            JsonObject result = JsonNode.Parse(run.Output)!.AsObject();
            result.Remove("out");
            result.Remove("report");
            return result;
        }
        Result(merged).ToJsonString().ShouldBe(Result(set.Whole).ToJsonString());
    }

    [Fact]
    public async Task More_shards_than_blocks_leave_some_empty_and_merge_all_the_same()
    {
        string[] shards = [.. Enumerable.Range(1, 12).Select(number => set.In($"of-12-{number}.shard"))];
        for (int number = 1; number <= 12; number++) { (await set.Score($"{number}/12", $"of-12-{number}.shard", [])).Code.ShouldBe(ExitCode.Success); }
        (await set.Merge("of-12.csv", shards)).Code.ShouldBe(set.Whole.Code);
        (await File.ReadAllBytesAsync(set.In("of-12.csv"))).ShouldBe(await File.ReadAllBytesAsync(set.In("whole.csv")));
    }

    [Fact]
    public async Task A_missing_shard_is_named_with_its_rows_and_ends_with_2()
    {
        CommandRun run = await set.Merge("missing.csv", [set.Shard(1), set.Shard(4)]);
        (run.Code, run.Output).ShouldBe((ExitCode.Failed, ""));
        run.Error.ShouldBe("error: rows 512 to 1279 are missing: shard 2/4; rows 1280 to 1791 are missing: shard 3/4. Score them with scan --shard and merge again\n");
        File.Exists(set.In("missing.csv")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_shard_that_is_there_twice_is_a_usage_error()
    {
        File.Copy(set.Shard(2), set.In("again.shard"));
        CommandRun run = await set.Merge("twice.csv", [.. set.Shards, set.In("again.shard")]);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"{set.Shard(2)} and {set.In("again.shard")} are both shard 2/4: rows 512 to 1279 are in both");
    }

    [Fact]
    public async Task Shards_of_other_divisions_are_a_usage_error()
    {
        (await set.Score("2/3", "of-3.shard", [])).Code.ShouldBe(ExitCode.Success);
        CommandRun run = await set.Merge("divisions.csv", [set.Shard(1), set.In("of-3.shard")]);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("a set is divided into one number of shards");
    }

    [Theory]
    [InlineData("\"set\": \"", "names and labels have the fingerprint")]
    [InlineData("\"detector\": \"", "the detector with SHA-256")]
    [InlineData("\"precision\": \"", "(--precision)")]
    [InlineData("\"device\": \"", "(--device)")]
    [InlineData("\"version\": \"", "scores of DeepDefense other-")]
    public async Task Shards_of_another_scan_are_a_usage_error_that_says_in_what(string place, string message)
    {
        string other = Changed($"other-{message.Length}.shard", set.Shard(2), metadata => metadata["terms"] = metadata["terms"].Replace(place, place + "other-", StringComparison.Ordinal));
        CommandRun run = await set.Merge("other.csv", [set.Shard(1), other, set.Shard(3), set.Shard(4)]);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"{other} is of another scan than {set.Shard(1)}: found ");
        run.Error.ShouldContain(message);
    }

    [Fact]
    public async Task A_set_whose_pixels_changed_since_is_refused_with_the_rows()
    {
        Directory.CreateDirectory(set.In("changed"));
        foreach (string file in Directory.GetFiles(set.Set, "*.bin").Concat(Directory.GetFiles(set.Set, "*.txt"))) { File.Copy(file, Path.Combine(set.In("changed"), Path.GetFileName(file))); }
        string last = Directory.GetFiles(set.In("changed"), "data_batch_*.bin").Order(StringComparer.Ordinal).Last();
        byte[] bytes = await File.ReadAllBytesAsync(last);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(last, bytes);
        CommandRun run = await CommandRun.Of(["scan", "merge", .. set.Shards, "--train", set.In("changed"), "--out", set.In("changed.csv")]);
        run.Code.ShouldBe(ExitCode.Failed);
        run.Error.ShouldContain($"found other pixels in rows 1792 to 2399, expected those that {set.Shard(4)} was made from");
    }

    [Fact]
    public async Task Another_set_is_refused()
    {
        CommandRun run = await CommandRun.Of(["scan", "merge", .. set.Shards, "--train", set.In("clean"), "--out", set.In("another.csv")]);
        run.Code.ShouldBe(ExitCode.Failed);
        run.Error.ShouldContain("expected the 2400 of the shards: give the set that was scored");
    }

    [Fact]
    public async Task Another_detector_is_refused()
    {
        await File.WriteAllBytesAsync(set.In("other-detector"), new byte[64]);
        CommandRun run = await set.Merge("detector.csv", set.Shards, "--detector", set.In("other-detector"));
        run.Code.ShouldBe(ExitCode.Failed);
        run.Error.ShouldContain($"{set.In("other-detector")}: the file: found 64 bytes; expected the detector that scored the shards");
    }

    [Fact]
    public async Task A_hostile_shard_is_refused_by_its_file_and_place()
    {
        string cut = set.In("cut.shard");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(set.Shard(2)))[..^8]);
        await Refused(cut, "");
        await Refused(set.In("whole.csv"), "");
        await Refused(set.Detector, "metadata 'format': found deepdefense-detector-1; expected deepdefense-shard-1");
        await Refused(Changed("part.shard", set.Shard(2), metadata => metadata["shard"] = "5/4"), "metadata 'shard': found '5/4'");
        await Refused(Changed("terms.shard", set.Shard(2), metadata => metadata["terms"] = """{"rows": -1}"""), "metadata 'terms'");
        await Refused(Changed("bare.shard", set.Shard(2), metadata => metadata.Remove("pixels")), "metadata 'pixels'");
        await Refused(Changed("far.shard", set.Shard(2), metadata => metadata["shard"] = "3/4"), "tensor rows, entry 0: found 512; expected rows in ascending order, below 1792 and here at least 1280");
        await Refused(Changed("nan.shard", set.Shard(2), _ => { }, scores => scores[3] = double.NaN), "tensor scores, entry 3: found NaN; expected a finite number");

        async Task Refused(string shard, string message)
        {
            CommandRun run = await set.Merge("hostile.csv", [set.Shard(1), shard, set.Shard(3), set.Shard(4)]);
            run.Code.ShouldBe(ExitCode.Failed, run.Error);
            run.Error.ShouldContain(shard);
            run.Error.ShouldContain(message);
        }
    }

    [Fact]
    public async Task Without_a_detector_there_are_no_shards()
    {
        CommandRun run = await CommandRun.Of("scan", "--train", set.Set, "--clean", set.In("clean"), "--shard", "1/2", "--out", set.In("evidence.shard"));
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("--shard divides a scan with --detector");
    }

    [Theory]
    [InlineData("--fail-on", "high")]
    [InlineData("--report", "r.html")]
    [InlineData("--isolation-rate", "0.1")]
    public async Task What_judges_is_for_merge(string option, string value)
    {
        CommandRun run = await set.Score("1/4", "judged.shard", [], option, value);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"{option} is for scan merge: a shard is scored, and not judged");
    }

    [Fact]
    public async Task A_launcher_tells_which_shard_it_is_and_that_is_said()
    {
        CommandRun run = await set.Score("auto/4", "launched.shard", new() { ["SLURM_ARRAY_TASK_ID"] = "2" });
        run.Code.ShouldBe(ExitCode.Success, run.Error);
        run.Error.ShouldContain("shard 2/4, by SLURM_ARRAY_TASK_ID=2\n");
        (await File.ReadAllBytesAsync(set.In("launched.shard"))).ShouldBe(await File.ReadAllBytesAsync(set.Shard(2)));
    }

    private string Changed(string name, string shard, Action<Dictionary<string, string>> change, Action<double[]>? scored = null)
    {
        using Safetensors file = Safetensors.Read(shard);
        Dictionary<string, string> metadata = new(file.Metadata);
        change(metadata);
        double[] scores = file.Tensors["scores"].ToArray<double>();
        scored?.Invoke(scores);
        using Tensor changed = scores.ToTensor([scores.Length]);
        Safetensors.Write(set.In(name), [("rows", file.Tensors["rows"]), ("scores", changed)], metadata);
        return set.In(name);
    }
}
