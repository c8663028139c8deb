using System.CommandLine;
using DeepDefense.Attacks.Adaptive;
using DeepDefense.Attacks.Additive;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Bpp;
using DeepDefense.Attacks.Patches;
using DeepDefense.Attacks.Reflection;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Attacks.WaNet;
using DeepDefense.Cli.Paths;

namespace DeepDefense.Cli.Attacks;

/// <summary>The options of all triggers, and which attack has which.</summary>
internal sealed class TriggerFlags
{
    private readonly PatchFlags _patch = new();
    private readonly Option<double?> _blendRate = new("--blend-rate") { Description = "Share of the trigger in blended pixels (alpha), in (0, 1). [default: 0.2; reflection: 0.25]" };
    private readonly Option<double?> _trainingRate = new("--training-rate") { Description = "Share of the trigger in training images of the adaptive attacks. [default: 0.15; adaptive-patch: 0.5]" };
    private readonly PathOption _blendPattern = new("--blend-pattern", PathUse.Input) { Description = "Image file that blend-full and adaptive-blend let through. [default: a picture drawn from --pattern-seed]" };
    private readonly PathOption _pattern = new("--pattern", PathUse.Input) { Description = "Image file that reflection shows, or NumPy file (.npy) that low-frequency adds. [default: drawn from --pattern-seed]" };
    private readonly Option<ulong> _patternSeed = new("--pattern-seed") { Description = "Seed of what a trigger draws: its picture, pattern, patches or warp." };
    private readonly Option<double?> _amplitude = new("--amplitude") { Description = "What sig (40) and low-frequency (51) add at most, in levels, or ftrojan (20) to each coefficient." };
    private readonly Option<double> _frequency = new("--frequency") { Description = "Periods of sig across the image.", DefaultValueFactory = _ => new SigOptions().Frequency };
    private readonly Option<int> _warpGrid = new("--warp-grid") { Description = "Control points of wanet along a side (k).", DefaultValueFactory = _ => new WaNetOptions().GridSize };
    private readonly Option<double> _warpStrength = new("--warp-strength") { Description = "Mean shift of wanet's control points, in half pixels (s).", DefaultValueFactory = _ => new WaNetOptions().Strength };
    private readonly Option<int> _levels = new("--levels") { Description = "Levels of a band that bpp leaves.", DefaultValueFactory = _ => new BppOptions().Levels };
    private readonly Option<bool> _dither = new("--dither") { Description = "Whether bpp spreads errors over the neighbours.", DefaultValueFactory = _ => new BppOptions().Dither };
    private readonly PathOption _encoder = new("--encoder", PathUse.Input) { Description = "Encoder of ssba, as deepdefense ssba train writes it." };
    private readonly Option<string?> _secret = new("--secret") { Description = "What ssba hides, at most 7 bytes of UTF-8 (4 in 50 bits). [default: a]" };

    /// <summary>Every option, in the order of the help.</summary>
    internal Option[] All => [.. _patch.All, _blendRate, _trainingRate, _blendPattern, _pattern, _patternSeed, _amplitude, _frequency,
        _warpGrid, _warpStrength, _levels, _dither, _encoder, _secret];

    /// <summary>Options that name a file.</summary>
    internal PathOption[] Files => [_encoder, _blendPattern, _pattern, _patch.Patch, _patch.Mask];

    /// <summary>The attacks.</summary>
    internal IEnumerable<AttackEntry> Attacks =>
    [
        new(BadNetsOptions.AttackName, _patch.All, parsed => _patch.Of(new BadNetsOptions(), parsed)),
        new(BlendPatchOptions.AttackName, [.. _patch.All, _blendRate], BlendPatch),
        new(BlendFullOptions.AttackName, [_blendRate, _blendPattern, _patternSeed], BlendFull),
        new(SsbaOptions.AttackName, [_encoder, _secret], Ssba),
        new(SigOptions.AttackName, [_amplitude, _frequency], Sig),
        new(LowFrequencyOptions.AttackName, [_pattern, _patternSeed, _amplitude], LowFrequency),
        new(FTrojanOptions.AttackName, [_amplitude], FTrojan),
        new(WaNetOptions.AttackName, [_warpGrid, _warpStrength, _patternSeed], WaNet),
        new(BppOptions.AttackName, [_levels, _dither], parsed => new BppOptions { Levels = parsed.GetValue(_levels), Dither = parsed.GetValue(_dither) }),
        new(ReflectionOptions.AttackName, [_blendRate, _pattern, _patternSeed], Reflection),
        new(AdaptiveBlendOptions.AttackName, [_blendRate, _trainingRate, _blendPattern, _patternSeed], AdaptiveBlend),
        new(AdaptivePatchOptions.AttackName, [_patch.Side, _trainingRate, _patternSeed], AdaptivePatch),
    ];

    private PatchOptions BlendPatch(ParseResult parsed)
    {
        BlendPatchOptions options = new();
        return _patch.Of(options with { Rate = parsed.GetValue(_blendRate) ?? options.Rate }, parsed);
    }

    private BlendFullOptions BlendFull(ParseResult parsed)
    {
        BlendFullOptions options = new() { Pattern = FileOf(_blendPattern, parsed), PatternSeed = parsed.GetValue(_patternSeed) };
        return options with { Rate = parsed.GetValue(_blendRate) ?? options.Rate };
    }

    private SsbaOptions Ssba(ParseResult parsed)
    {
        string encoder = parsed.GetValue(_encoder) ?? throw new UsageException($"{SsbaOptions.AttackName} needs --encoder: deepdefense ssba train makes one");
        SsbaOptions options = new() { Encoder = encoder };
        return options with { Secret = parsed.GetValue(_secret) ?? options.Secret };
    }

    private SigOptions Sig(ParseResult parsed)
    {
        SigOptions options = new() { Frequency = parsed.GetValue(_frequency) };
        return options with { Amplitude = parsed.GetValue(_amplitude) ?? options.Amplitude };
    }

    private LowFrequencyOptions LowFrequency(ParseResult parsed)
    {
        LowFrequencyOptions options = new() { Pattern = FileOf(_pattern, parsed, _amplitude), PatternSeed = parsed.GetValue(_patternSeed) };
        return options with { Amplitude = parsed.GetValue(_amplitude) ?? options.Amplitude };
    }

    private FTrojanOptions FTrojan(ParseResult parsed)
    {
        FTrojanOptions options = new();
        return options with { Magnitude = parsed.GetValue(_amplitude) ?? options.Magnitude };
    }

    private WaNetOptions WaNet(ParseResult parsed) =>
        new WaNetOptions { GridSize = parsed.GetValue(_warpGrid), Strength = parsed.GetValue(_warpStrength), PatternSeed = parsed.GetValue(_patternSeed) };

    private ReflectionOptions Reflection(ParseResult parsed)
    {
        ReflectionOptions options = new() { Pattern = FileOf(_pattern, parsed), PatternSeed = parsed.GetValue(_patternSeed) };
        return options with { Rate = parsed.GetValue(_blendRate) ?? options.Rate };
    }

    private AdaptiveBlendOptions AdaptiveBlend(ParseResult parsed)
    {
        AdaptiveBlendOptions options = new() { Pattern = FileOf(_blendPattern, parsed), PatternSeed = parsed.GetValue(_patternSeed) };
        return options with { Rate = parsed.GetValue(_blendRate) ?? options.Rate, TrainingRate = parsed.GetValue(_trainingRate) ?? options.TrainingRate };
    }

    private AdaptivePatchOptions AdaptivePatch(ParseResult parsed)
    {
        AdaptivePatchOptions options = new() { Side = parsed.GetValue(_patch.Side), PatternSeed = parsed.GetValue(_patternSeed) };
        return options with { TrainingRate = parsed.GetValue(_trainingRate) ?? options.TrainingRate };
    }

    // Beside a file, what draws would be ignored.
    private string? FileOf(Option<string?> option, ParseResult parsed, params Option[] ofDrawn)
    {
        string? file = parsed.GetValue(option);
        if (file is not null) { CommonOptions.Refuse(parsed, $"is of what is drawn; {option.Name} is given", [_patternSeed, .. ofDrawn]); }
        return file;
    }
}
