using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Mixture;

namespace DeepDefense.Cli.Tests;

/// <summary>A mixture of random changes where a trigger is not known, on the command line.</summary>
public sealed class MixtureTests(PoisonedSet set) : IClassFixture<PoisonedSet>
{
    private static readonly string[] Short = ["--trigger", "mixture", "--detector-iterations", "2", "--detector-width", "9"];

    [Fact]
    public async Task A_detector_of_some_families_says_so_and_scans()
    {
        string file = set.In("mixture.safetensors");
        await Succeed(["detector", "train", "--clean", set.Clean, "--out", file, "--families", "blocks, Warps", "--hard-negatives", "off", .. Short]);
        using (StegoDetector detector = StegoDetector.Load(file, torch.CPU))
        {
            detector.Source.ShouldBe(new MixtureOptions { Families = PerturbationFamilies.Blocks | PerturbationFamilies.Warps, HardNegatives = false });
        }
        await Succeed("scan", "--train", set.Unseen, "--detector", file, "--out", set.In("mixture.csv"), "--fail-on", "none");
    }

    [Fact]
    public async Task Protect_takes_a_mixture_for_a_trigger()
    {
        await Succeed(["protect", "--model", set.Model, "--train", set.Poisoned, "--clean", set.Clean, "--out", set.In("run"), "--unlearning-steps", "1", "--fail-on", "none", .. Short]);
        (await File.ReadAllTextAsync(Path.Combine(set.In("run"), "config.json"))).ShouldContain("\"mixture\": {");
        using StegoDetector detector = StegoDetector.Load(Path.Combine(set.In("run"), "detector.safetensors"), torch.CPU);
        detector.Source.ShouldBe(new MixtureOptions());
    }

    [Theory]
    [InlineData("--attack mixture: a mixture of random changes is no attacker's trigger", "poison", "--attack", "mixture")]
    [InlineData("--attack mixture: a mixture of random changes is no attacker's trigger", "demo", "--attack", "mixture")]
    [InlineData("--trigger mixture: a mixture of random changes is no attacker's trigger", "correlate", "--data", "d", "--trigger", "mixture")]
    [InlineData("'cows' is none of blocks, blends, ", "detector", "train", "--clean", "c", "--trigger", "mixture", "--families", "blocks,cows")]
    [InlineData("'7' is none of blocks, blends, ", "detector", "train", "--clean", "c", "--trigger", "mixture", "--families", "7")]
    [InlineData("'' is none of blocks, blends, ", "detector", "train", "--clean", "c", "--trigger", "mixture", "--families", "blocks,")]
    [InlineData("--trigger-side is no option of mixture", "detector", "train", "--clean", "c", "--trigger", "mixture", "--trigger-side", "3")]
    [InlineData("--families is for --trigger mixture", "detector", "train", "--clean", "c", "--families", "blocks")]
    [InlineData("--hard-negatives is for --trigger mixture", "protect", "--model", "m", "--train", "t", "--clean", "c", "--trigger", "badnets", "--hard-negatives", "off")]
    [InlineData("--families describes a mixture, and --trigger names none", "protect", "--model", "m", "--train", "t", "--clean", "c", "--families", "blocks")]
    public async Task What_a_mixture_is_not_for_is_a_usage_error(string message, params string[] args)
    {
        CommandRun run = await CommandRun.Of([.. args, "--out", set.In("refused")]);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(message);
    }

    private static async Task Succeed(params string[] args)
    {
        (int code, _, string error) = await PoisonedSet.Run(args);
        code.ShouldBe(ExitCode.Success, error);
    }
}
