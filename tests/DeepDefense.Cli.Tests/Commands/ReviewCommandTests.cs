using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DeepDefense.Cli.Tests.Commands;

/// <summary>A person decides about what a run flagged, and other commands go by it.</summary>
[Collection(StoppedRuns.Name)]
public sealed class ReviewCommandTests(StoppedRuns runs)
{
    [Fact]
    public async Task A_set_is_cleaned_and_a_model_unlearns_by_what_was_decided()
    {
        string decisions = await Decide("reviewed", [("poisoned", 2, null), ("clean", 1, null), ("poisoned", 1, 1)]);
        (int code, string output, string error) = await PoisonedSet.Run("data", "clean", "--decisions", decisions, "--train", runs.Set.Poisoned, "--out", runs.Set.In("decided"), "--keep-undecided", "--json");
        code.ShouldBe(ExitCode.Success, error);
        JsonNode cleaned = JsonNode.Parse(output)!;
        int undecided = Undecided(decisions);
        (cleaned["leftOut"]!.GetValue<int>(), cleaned["relabelled"]!.GetValue<int>(), cleaned["undecided"]!.GetValue<int>()).ShouldBe((2, 1, undecided));
        (code, output, error) = await PoisonedSet.Run("defend", "unlearn", "--model", runs.Set.Model, "--train", runs.Set.Poisoned, "--decisions", decisions, "--clean", runs.Set.Clean,
            "--out", runs.Set.In("decided.safetensors"), "--unlearning-steps", "2", "--json");
        code.ShouldBe(ExitCode.Success, error);
        JsonNode unlearned = JsonNode.Parse(output)!;
        (unlearned["isolated"]!.GetValue<int>(), unlearned["undecided"]!.GetValue<int>()).ShouldBe((3, undecided));
    }

    [Theory]
    [InlineData("data", "clean")]
    [InlineData("defend", "retrain")]
    public async Task Decisions_that_leave_suspicious_images_undecided_are_refused(params string[] command)
    {
        string decisions = await Decide(command[1] + "-undecided", []), written = runs.Set.In(command[1] + "-refused");
        (int code, _, string error) = await PoisonedSet.Run([.. command, "--decisions", decisions, "--train", runs.Set.Poisoned, "--out", written]);
        (code, Path.Exists(written)).ShouldBe((ExitCode.Failed, false));
        error.ShouldContain($"error: {decisions}: {Undecided(decisions)} images with a score at or above the threshold ");
        error.ShouldContain("or give --keep-undecided\n");
    }

    [Fact]
    public async Task What_was_decided_before_the_page_was_killed_is_there_again()
    {
        string run = await Run("crashed");
        int row;
        using (CommandProcess killed = Start(run))
        {
            Uri page = new(await killed.At("http://127.0.0.1:"));
            using HttpClient browser = Browser(page);
            row = await Apply(browser, page, "poisoned", 1, null, 0);
            killed.Kill();
            await killed.End();
        }
        using CommandProcess again = Start(run);
        Uri anew = new(await again.At("http://127.0.0.1:"));
        using HttpClient other = Browser(anew);
        JsonNode state = (await other.GetFromJsonAsync<JsonNode>(new Uri(anew, "state")))!;
        state["changed"]!.AsArray().Single(image => image!["row"]!.GetValue<int>() == row)!["decision"]!.GetValue<string>().ShouldBe("poisoned");
        again.Kill();
    }

    [Theory]
    [InlineData("a table or --decisions is needed, and not both", "data", "clean", "--train", "set", "--out", "y")]
    [InlineData("a table or --decisions is needed, and not both", "data", "clean", "x", "--decisions", "x", "--train", "set", "--out", "y")]
    [InlineData("--relabel is for a table; --decisions has labels of its own", "data", "clean", "--decisions", "x", "--relabel", "x", "--train", "set", "--out", "y")]
    [InlineData("--keep-undecided is for --decisions, which is not given", "data", "clean", "x", "--keep-undecided", "--train", "set", "--out", "y")]
    [InlineData("defend unlearn needs --isolated or --decisions, and not both", "defend", "unlearn", "--model", "x", "--train", "set", "--clean", "set", "--out", "y")]
    public async Task A_table_and_decisions_exclude_each_other(string message, params string[] command)
    {
        (int code, _, string error) = await PoisonedSet.Run([.. command.Select(part => part is "x" ? runs.Set.DetectorFile : part is "set" ? runs.Set.Poisoned : part is "y" ? runs.Set.In("nowhere") : part)]);
        (code, error).ShouldBe((ExitCode.Usage, $"error: {message}\n"));
    }

    // Each decision is about so many of the images that follow those of the one before.
    private async Task<string> Decide(string name, (string Decision, int Images, int? Label)[] decisions)
    {
        string run = await Run(name);
        using CommandProcess review = Start(run);
        Uri page = new(await review.At("http://127.0.0.1:"));
        using HttpClient browser = Browser(page);
        int skip = 0;
        foreach ((string decision, int images, int? label) in decisions)
        {
            await Apply(browser, page, decision, images, label, skip);
            skip += images;
        }
        (await browser.PostAsJsonAsync(new Uri(page, "finish"), new { })).EnsureSuccessStatusCode();
        (int code, string output, string error) = await review.End();
        code.ShouldBe(ExitCode.Success, error);
        string file = Path.Combine(run, "decisions.json");
        output.ShouldStartWith($"{file}: {decisions.Where(decision => decision.Decision == "poisoned").Sum(decision => decision.Images)} poisoned, ");
        return file;
    }

    private static int Undecided(string decisions) =>
        JsonNode.Parse(File.ReadAllText(decisions))!["images"]!.AsArray().Count(image => image!["decision"]!.GetValue<string>() == "undecided");

    private static async Task<int> Apply(HttpClient browser, Uri page, string decision, int images, int? label, int skip)
    {
        JsonNode subject = (await browser.GetFromJsonAsync<JsonNode>(new Uri(page, "subject")))!;
        int[] rows = [.. subject["images"]!.AsArray().Skip(skip).Take(images).Select(image => image!["row"]!.GetValue<int>())];
        (await browser.PostAsJsonAsync(new Uri(page, "apply"), new { rows, decision, label })).EnsureSuccessStatusCode();
        return rows[0];
    }

    private CommandProcess Start(string run) => CommandProcess.Start("review", run, "--train", runs.Set.Poisoned, "--threads", "1");

    // As the page itself asks.
    private static HttpClient Browser(Uri page) => new() { DefaultRequestHeaders = { { "Origin", page.GetLeftPart(UriPartial.Authority) } } };

    private async Task<string> Run(string name)
    {
        await runs.Alone(ProtectRun.Named);
        return runs.Set.Copy(runs.Set.In("alone0"), name);
    }
}
