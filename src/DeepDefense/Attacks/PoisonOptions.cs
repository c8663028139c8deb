using System.Text.Json.Serialization;

namespace DeepDefense.Attacks;

/// <summary>How much of a training set is poisoned, and to which class. The defaults are the paper's (section
/// 5.1).</summary>
public sealed record PoisonOptions
{
    /// <summary>Share of the training set that is poisoned, gamma in the paper, in (0, 1). Default 0.10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in (0, 1).</exception>
    public double PoisonRate { get; init => field = Require.OpenUnit(value); } = 0.10;

    /// <summary>The class that triggered images are to be taken for, y_t in the paper, at least 0. Default 0. All-to-all attacks have no
    /// such class and leave it at 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Target { get; init => field = Require.AtLeast(value, 0); }

    /// <summary>Whether images of the target class may be poisoned too (their label stays). Default true, as in
    /// BackdoorBench, <c>utils/backdoor_generate_poison_index.py</c>; false as in ANP, <c>data/poison_cifar.py</c>. The
    /// attack success rate never counts them.</summary>
    public bool IncludeTargetClass { get; init; } = true;

    /// <summary>What is done to labels. Default all-to-one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LabelAttack LabelAttack
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(LabelAttack), value, "is not a label attack");
    }

    /// <summary>Further targets of the same trigger: with T of them in all, <see cref="Target"/> first, class y is taken for target y
    /// mod T. Default null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClassList? FurtherTargets { get; init; }

    /// <summary>The only classes on which the trigger works: a source-specific attack, as TaCT (Tang et al., "Demon in the Variant",
    /// 2021). Default null: all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClassList? SourceClasses { get; init; }

    /// <summary>Share of the training set that gets the trigger under its true label (cover images), in [0, 1). They are drawn
    /// from the images that are not poisoned: from classes other than the sources in a source-specific attack, and never from a class
    /// that the trigger leaves as it is. Default 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double CoverRate { get; init => field = Require.HalfOpenUnit(value); }

    /// <summary>The class that a triggered image is to be taken for.</summary>
    /// <param name="label">Its true class.</param>
    /// <param name="classes">K.</param>
    public int TargetOf(int label, int classes)
    {
        if (LabelAttack == LabelAttack.AllToAll) { return (label + 1) % classes; }
        int place = FurtherTargets is { Count: int further } ? label % (further + 1) : 0;
        return place == 0 ? Target : FurtherTargets![place - 1];
    }

    /// <summary>Whether the attack is meant for images of a class: a source, and not already of its target.</summary>
    internal bool Attacks(int label, int classes) => IsSource(label) && label != TargetOf(label, classes);

    /// <summary>Whether an image of a class may be poisoned.</summary>
    internal bool MayPoison(int label, int classes) => LabelAttack == LabelAttack.CleanLabel
        ? label == Target
        : IsSource(label) && (IncludeTargetClass || label != TargetOf(label, classes));

    /// <summary>Whether an image of a class may be a cover image, if it is not poisoned.</summary>
    internal bool MayCover(int label, int classes) => label != TargetOf(label, classes) && (SourceClasses is null || !IsSource(label));

    /// <summary>Refuses options that contradict each other, or name a class that is none.</summary>
    /// <param name="classes">K.</param>
    /// <exception cref="ArgumentException">They do.</exception>
    internal void Check(int classes)
    {
        foreach (int target in (int[])[Target, .. FurtherTargets is null ? [] : FurtherTargets.Classes])
        {
            if (target >= classes) { throw new ArgumentException($"target {target} is no class: there are {classes}"); }
        }
        if (SourceClasses is not null && SourceClasses.Classes.ToArray().FirstOrDefault(source => source >= classes) is > 0 and int stray)
        {
            throw new ArgumentException($"source {stray} is no class: there are {classes}");
        }
        if (FurtherTargets is not null && (LabelAttack != LabelAttack.AllToOne || FurtherTargets.Contains(Target)))
        {
            throw new ArgumentException("further targets are other classes than the target, in an attack that is neither all-to-all nor clean-label");
        }
        if (LabelAttack == LabelAttack.AllToAll && Target != 0)
        {
            throw new ArgumentException($"an all-to-all attack has no target {Target}: class y is taken for (y + 1) mod {classes}");
        }
        if (LabelAttack == LabelAttack.CleanLabel && SourceClasses is not null)
        {
            throw new ArgumentException("a clean-label attack has no source classes: it poisons images of the target alone");
        }
    }

    private bool IsSource(int label) => SourceClasses is null || SourceClasses.Contains(label);
}
