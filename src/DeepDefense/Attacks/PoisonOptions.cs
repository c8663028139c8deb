namespace DeepDefense.Attacks;

/// <summary>How much of a training set is poisoned, and to which class. The defaults are the paper's (section
/// 5.1).</summary>
public sealed record PoisonOptions
{
    /// <summary>Share of the training set that is poisoned, gamma in the paper, in (0, 1). Default 0.10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in (0, 1).</exception>
    public double PoisonRate { get; init => field = Require.OpenUnit(value); } = 0.10;

    /// <summary>The class that triggered images are to be taken for, y_t in the paper, at least 0. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Target { get; init => field = Require.AtLeast(value, 0); }

    /// <summary>Whether images of the target class may be poisoned too (their label stays). Default true, as in
    /// BackdoorBench, <c>utils/backdoor_generate_poison_index.py</c>; false as in ANP, <c>data/poison_cifar.py</c>. The
    /// attack success rate never counts them.</summary>
    public bool IncludeTargetClass { get; init; } = true;
}
