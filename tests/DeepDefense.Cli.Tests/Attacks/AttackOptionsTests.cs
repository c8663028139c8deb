using DeepDefense.Attacks;
using DeepDefense.Attacks.Adaptive;
using DeepDefense.Attacks.Additive;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Bpp;
using DeepDefense.Attacks.Reflection;
using DeepDefense.Attacks.WaNet;
using DeepDefense.Imaging;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests.Attacks;

/// <summary>The options of the attacks as a user types them, on thirty images of three classes.</summary>
public sealed class AttackOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AttackOptionsTests()
    {
        for (int i = 0; i < 36; i++)
        {
            string path = _folder.Write($"set/{(i < 30 ? "train" : "test")}/{"cat dog frog".Split(' ')[i % 3]}/{i:00}.png", []);
            ImageFile.WritePng(path, new RgbImage(8, 8, [.. Enumerable.Range(0, 192).Select(k => (byte)((k * 7) + i))]));
        }
        ImageFile.WritePng(_folder["patch.png"], new RgbImage(2, 2, [.. Enumerable.Range(200, 12).Select(value => (byte)value)]));
    }

    public static TheoryData<string, TriggerOptions> Asked => new()
    {
        { "badnets --trigger-side 2", new BadNetsOptions { Side = 2 } },
        { "blend-patch --blend-rate 0.5", new BlendPatchOptions { Rate = 0.5 } },
        { "blend-full --pattern-seed 3", new BlendFullOptions { PatternSeed = 3 } },
        { "sig", new SigOptions() },
        { "sig --amplitude 20 --frequency 2", new SigOptions { Amplitude = 20, Frequency = 2 } },
        { "low-frequency --pattern-seed 3 --amplitude 30", new LowFrequencyOptions { PatternSeed = 3, Amplitude = 30 } },
        { "ftrojan --amplitude 50", new FTrojanOptions { Magnitude = 50 } },
        { "wanet --warp-grid 3 --warp-strength 2 --pattern-seed 4", new WaNetOptions { GridSize = 3, Strength = 2, PatternSeed = 4 } },
        { "bpp --levels 4 --dither false", new BppOptions { Levels = 4, Dither = false } },
        { "reflection --blend-rate 0.4", new ReflectionOptions { Rate = 0.4 } },
        { "adaptive-blend --training-rate 0.1", new AdaptiveBlendOptions { TrainingRate = 0.1 } },
        { "adaptive-patch --trigger-side 3 --training-rate 1", new AdaptivePatchOptions { Side = 3, TrainingRate = 1 } },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Asked))]
    public async Task A_set_is_poisoned_with_the_trigger_that_is_asked_for(string attack, TriggerOptions options)
    {
        CommandRun run = await Poison(["--attack", .. attack.Split(' ')]);
        run.Code.ShouldBe(ExitCode.Success, run.Error);
        Manifest().Trigger.ShouldBe(options);
    }

    [Fact]
    public async Task A_patch_is_taken_from_a_file()
    {
        (await Poison("--patch", _folder["patch.png"], "--trigger-position", "upper-left")).Code.ShouldBe(ExitCode.Success);
        ((BadNetsOptions)Manifest().Trigger).Patch.ShouldBe(_folder["patch.png"]);
    }

    [Theory]
    [InlineData("--amplitude is no option of badnets", "--amplitude", "3")]
    [InlineData("--patch is no option of sig", "--attack", "sig", "--patch", "p.png")]
    [InlineData("--blend-pattern is no option of reflection", "--attack", "reflection", "--blend-pattern", "p.png")]
    [InlineData("--trigger-position is no option of adaptive-patch", "--attack", "adaptive-patch", "--trigger-position", "centre")]
    [InlineData("--trigger-side is of a patch of one colour; --patch is given", "--patch", "p.png", "--trigger-side", "3")]
    [InlineData("--mask is for --patch, which is not given", "--mask", "m.png")]
    [InlineData("--pattern-seed is of what is drawn; --pattern is given", "--attack", "reflection", "--pattern", "p.png", "--pattern-seed", "1")]
    [InlineData("--amplitude is of what is drawn; --pattern is given", "--attack", "low-frequency", "--pattern", "p.npy", "--amplitude", "9")]
    [InlineData("amplitude 128: must lie in [1, 127]", "--attack", "sig", "--amplitude", "128")]
    [InlineData("--target is not used by --label-attack AllToAll", "--label-attack", "AllToAll", "--target", "1")]
    [InlineData("--source-class is not used by --label-attack CleanLabel", "--label-attack", "CleanLabel", "--source-class", "1")]
    [InlineData("the classes [1, 1]: expected at least one, each once", "--source-class", "1", "1")]
    [InlineData("--target frogg: no class of the set; expected a number from 0 to 2, or one of cat, dog, frog. Did you mean frog?", "--target", "frogg")]
    [InlineData("target -1: ", "--target", "-1")]
    [InlineData("--further-target 7: no class with training images", "--further-target", "7")]
    [InlineData("cover rate 0.9 of 30 images is 27; expected 1 to", "--cover-rate", "0.9")]
    [InlineData("poison rate 0.4 of 30 images is 12; expected 1 to 10", "--label-attack", "CleanLabel", "--poison-rate", "0.4")]
    public async Task What_would_be_ignored_or_cannot_be_is_a_usage_error(string message, params string[] args)
    {
        CommandRun run = await Poison(args);
        (run.Code, run.Output).ShouldBe((ExitCode.Usage, ""));
        run.Error.ShouldContain(message);
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_no_picture_ends_with_its_name()
    {
        CommandRun run = await Poison("--patch", _folder.Write("text.png", "hello, I am not a picture"u8));
        run.Code.ShouldBe(ExitCode.Failed);
        run.Error.ShouldContain("text.png: ");
    }

    [Fact]
    public async Task Labels_and_cover_images_are_those_that_are_asked_for()
    {
        CommandRun run = await Poison("--target", "2", "--source-class", "0", "--cover-rate", "0.1", "--poison-rate", "0.2", "--json");
        run.Code.ShouldBe(ExitCode.Success, run.Error);
        (run.Json.GetProperty("poisoned").GetInt32(), run.Json.GetProperty("covers").GetInt32()).ShouldBe((6, 3));
        PoisonManifest manifest = Manifest();
        manifest.Poisoning.ShouldBe(new PoisonOptions { PoisonRate = 0.2, Target = 2, SourceClasses = new ClassList(0), CoverRate = 0.1 });
        manifest.CoverIndices!.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Classes_may_be_named()
    {
        CommandRun run = await Poison("--target", "frog", "--source-class", "cat,dog", "--further-target", "1", "--poison-rate", "0.2", "--json");
        run.Code.ShouldBe(ExitCode.Success, run.Error);
        run.Json.GetProperty("target").GetInt32().ShouldBe(2);
        Manifest().Poisoning.ShouldBe(new PoisonOptions { PoisonRate = 0.2, Target = 2, FurtherTargets = new ClassList(1), SourceClasses = new ClassList(0, 1) });
    }

    [Fact]
    public async Task An_all_to_all_attack_has_no_target()
    {
        CommandRun run = await Poison("--label-attack", "alltoall", "--poison-rate", "0.2");
        run.Output.ShouldContain("30 training images, 6 of them poisoned (badnets, all to all); 0 clean images set aside");
        Manifest().Poisoning.LabelAttack.ShouldBe(LabelAttack.AllToAll);
    }

    private Task<CommandRun> Poison(params string[] args) =>
        CommandRun.Of(["poison", "--data", _folder["set"], "--out", _folder["out"], .. args]);

    private PoisonManifest Manifest() => PoisonManifest.Read(_folder["out/poison.json"]);
}
