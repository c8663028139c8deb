using DeepDefense.Attacks;
using DeepDefense.Attacks.Adaptive;
using DeepDefense.Attacks.Additive;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Bpp;
using DeepDefense.Attacks.Reflection;
using DeepDefense.Attacks.WaNet;

namespace DeepDefense.Paper;

/// <summary>An attack of which the defender is told nothing.</summary>
/// <param name="Title">How tables spell it.</param>
/// <param name="Trigger">Its trigger, or null: SSBA's, whose encoder is made first.</param>
/// <param name="Poison">Which images are poisoned, and how.</param>
public sealed record UnknownAttack(string Title, TriggerOptions? Trigger, PoisonOptions Poison)
{
    /// <summary>Whether its trigger is SSBA's.</summary>
    public bool IsSsba => Trigger is null;

    /// <summary>Triggers of every kind, in a tenth of the images, strengths as published.</summary>
    /// <param name="side">H and W of the images, in pixels.</param>
    /// <param name="file">The path of a published trigger by its name, or null: it is not there, and one is drawn instead.</param>
    public static IReadOnlyList<UnknownAttack> Triggers(int side, Func<string, string?> file)
    {
        ArgumentNullException.ThrowIfNull(file);
        PoisonOptions tenth = new();
        BadNetsOptions square = new();
        string? watermark = file("trojannn-watermark3.png");
        return
        [
            new("BadNets", square, tenth),
            new("blended picture", new BlendFullOptions { Pattern = file("hello-kitty.jpeg") }, tenth),
            new("SSBA", null, tenth),
            new("SIG", new SigOptions(), tenth),
            new("low frequency", new LowFrequencyOptions { Pattern = file($"low-frequency-{side}.npy") }, tenth),
            new("BPP", new BppOptions(), tenth),
            new("WaNet", new WaNetOptions(), tenth),
            new("FTrojan", new FTrojanOptions(), tenth),
            new(watermark is null ? "BadNets 5 x 5" : "TrojanNN watermark", square with { Patch = watermark, Side = watermark is null ? 5 : null }, tenth),
            new("reflection", new ReflectionOptions(), tenth),
        ];
    }

    /// <summary>Other ways of poisoning with the same triggers: other labels, less poison, and images that carry the trigger under their own
    /// label so that it stays hidden.</summary>
    /// <param name="file">As at <see cref="Triggers"/>.</param>
    public static IReadOnlyList<UnknownAttack> Poisonings(Func<string, string?> file)
    {
        ArgumentNullException.ThrowIfNull(file);
        PoisonOptions tenth = new(), twentieth = tenth with { PoisonRate = 0.05 };
        BadNetsOptions square = new();
        return
        [
            new("BadNets, source-specific", square, twentieth with { SourceClasses = new ClassList(1, 2, 3), CoverRate = 0.05 }),
            new("BadNets, two targets", square, tenth with { FurtherTargets = new ClassList(5) }),
            new("BadNets, all-to-all", square, tenth with { LabelAttack = LabelAttack.AllToAll }),
            new("SIG, clean-label", new SigOptions(), twentieth with { LabelAttack = LabelAttack.CleanLabel }),
            new("Adaptive-Blend", new AdaptiveBlendOptions { Pattern = file("hello-kitty.jpeg") }, twentieth with { CoverRate = 0.05 }),
            new("Adaptive-Patch", new AdaptivePatchOptions(), twentieth with { CoverRate = 0.05 }),
            new("BadNets, 1 % poison", square, tenth with { PoisonRate = 0.01 }),
            new("BadNets, 5 % poison", square, twentieth),
        ];
    }
}
