using System.Text.Json.Nodes;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests;

/// <summary>A finished run, of which one file after the other is damaged in every way that a disk or an editor may.</summary>
public sealed class DamagedRunTests(DamagedRunTests.FinishedRun finished) : IClassFixture<DamagedRunTests.FinishedRun>
{
    private static readonly string[] Damages = ["empty", "{}", "null", "[]", "half", "bytes"];

    private static readonly string[] Stages =
    [
        "stages/train.json", "stages/evaluateBefore.json", "stages/detector.json", "stages/scan.json", "stages/unlearn.json", "stages/evaluateAfter.json",
    ];

    private static readonly string[] Models = ["suspicious-model.safetensors", "detector.safetensors", "purified-model.safetensors"];

    // A resumed run writes them again without a word.
    private static readonly string[] Written = ["results.json", "environment.json", "metrics.jsonl", "report.html", "scan.csv", "poison.json"];

    public static TheoryData<string> DamageCases => [.. Damages];

    public static IEnumerable<object[]> Cases => from file in (string[])["config.json", "results.json", "environment.json", Stages[0], Models[0], "metrics.jsonl"] from damage in Damages select new object[] { file, damage };

    [Theory]
    [MemberData(nameof(DamageCases))]
    public async Task Damaged_stages_are_computed_again_and_named(string damage)
    {
        string run = finished.Damaged(damage, Stages);
        (int code, string output, string error) = await FinishedRun.Resume(run);
        code.ShouldBe(ExitCode.Success, error);
        Found(output).ShouldBe(finished.Result);
        Stages.ShouldAllBe(file => error.Contains(Path.Combine(run, file)));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("half")]
    public async Task Damaged_models_are_made_again_and_named(string damage)
    {
        string run = finished.Damaged(damage, [.. Models, .. Written]);
        (int code, string output, string error) = await FinishedRun.Resume(run);
        code.ShouldBe(ExitCode.Success, error);
        Found(output).ShouldBe(finished.Result);
        Models.ShouldAllBe(file => error.Contains(Path.Combine(run, file)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("half")]
    public async Task A_run_without_its_configuration_is_not_gone_on_with(string damage)
    {
        string run = finished.Damaged(damage, "config.json");
        (int code, _, string error) = await FinishedRun.Resume(run);
        code.ShouldBe(damage == "{}" ? ExitCode.Usage : ExitCode.Failed, error);
        error.ShouldContain(damage == "{}" ? run : Path.Combine(run, "config.json"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_damaged_run_is_listed_shown_and_compared(string file, string damage)
    {
        string run = finished.Damaged(damage, file);
        bool isRead = file is "config.json" or "results.json" or "environment.json";
        CommandRun list = await CommandRun.Of("runs", "list", Path.GetDirectoryName(run)!);
        list.Code.ShouldBe(ExitCode.Success, list.Error);
        list.Output.ShouldContain(isRead ? $"damaged: {file}" : "finished");
        foreach (string[] command in new string[][] { ["show", run], ["show", run, "--json"], ["compare", run, finished.Whole], ["list", Path.GetDirectoryName(run)!, "--json"] })
        {
            CommandRun shown = await CommandRun.Of(["runs", .. command]);
            shown.Code.ShouldBe(isRead && command[0] != "list" ? ExitCode.Failed : ExitCode.Success, shown.Error);
            if (isRead) { shown.Error.ShouldContain(Path.Combine(run, file)); }
        }
    }

    internal static string Found(string output)
    {
        JsonObject result = JsonNode.Parse(output)!.AsObject();
        result.Remove("seconds").ShouldBeTrue();
        result.Remove("run").ShouldBeTrue();
        return result.ToJsonString();
    }

    /// <summary>The run, made once.</summary>
    public sealed class FinishedRun : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private int _copies;

        internal string Whole => _folder["whole"];

        internal string Result { get; private set; } = "";

        public async Task InitializeAsync()
        {
            (int code, string output, string error) = await PoisonedSet.Run(Demo(Whole));
            code.ShouldBe(ExitCode.Success, error);
            Result = Found(output);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();

        internal static Task<(int Code, string Output, string Error)> Resume(string run) => PoisonedSet.Run([.. Demo(run), "--resume"]);

        internal string Damaged(string damage, params string[] files)
        {
            string run = Path.Combine(_folder[$"damaged-{_copies++}"], "run");
            foreach (string source in Directory.GetFiles(Whole, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(run, Path.GetRelativePath(Whole, source));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(source, copy);
            }
            foreach (string file in files) { Damage(Path.Combine(run, file), damage); }
            return run;
        }

        private static void Damage(string path, string damage)
        {
            byte[] whole = File.ReadAllBytes(path);
            File.WriteAllBytes(path, damage switch
            {
                "empty" => [],
                "half" => whole[..(whole.Length / 2)],
                "bytes" => [.. Enumerable.Range(0, 1000).Select(i => (byte)((i * 167) ^ (i >> 3)))],
                _ => System.Text.Encoding.UTF8.GetBytes(damage),
            });
        }

        private static string[] Demo(string folder) =>
        [
            "demo", "--json", "--threads", "1", "--out", folder, "--width", "2", "--epochs", "1", "--detector-width", "9",
            "--detector-iterations", "5", "--unlearning-steps", "5", "--isolation-rule", "DataOrder",
        ];
    }
}
