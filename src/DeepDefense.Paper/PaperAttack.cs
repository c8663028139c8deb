using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Ssba;

namespace DeepDefense.Paper;

/// <summary>An attack of the paper.</summary>
/// <param name="Name">How files and commands spell it.</param>
/// <param name="Title">How the paper's tables spell it.</param>
public sealed record PaperAttack(string Name, string Title)
{
    /// <summary>BadNets.</summary>
    public static PaperAttack BadNets { get; } = new(BadNetsOptions.AttackName, "BadNets");

    /// <summary>The faint patch.</summary>
    public static PaperAttack Blend { get; } = new(BlendPatchOptions.AttackName, "Blend Attack");

    /// <summary>The sample-specific attack.</summary>
    public static PaperAttack Ssba { get; } = new(SsbaOptions.AttackName, "SSBA");

    /// <summary>The three, in the order of the tables.</summary>
    public static IReadOnlyList<PaperAttack> All { get; } = [BadNets, Blend, Ssba];
}
