using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Training;

namespace DeepDefense.Protocol;

/// <summary>How the whole story is told.</summary>
/// <param name="Trigger">The attacker's trigger; where it is known, the detector is built with the same generator, as in the paper.</param>
/// <param name="Poisoning">How much is poisoned.</param>
/// <param name="CleanFraction">Share of the pool that the defender keeps, in (0, 1); the rest is the training set.</param>
/// <param name="Architecture">The victim's architecture.</param>
/// <param name="Width">Channels of its first stage.</param>
/// <param name="Victim">How the victim is trained.</param>
/// <param name="Protocol">How the defence is run.</param>
public sealed record DemonstrationOptions(TriggerOptions Trigger, PoisonOptions Poisoning, double CleanFraction, string Architecture,
    int Width, ClassifierTrainingOptions Victim, ProtocolOptions Protocol)
{
    /// <summary>Whether the defender knows the trigger, as in the paper. Default true.</summary>
    public bool TriggerIsKnown { get; init; } = true;

    /// <summary>The victim, for the images of a set.</summary>
    public ModelDescription VictimFor(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new ModelDescription
        {
            Architecture = Architecture,
            Width = Width,
            ImageHeight = images.Height,
            ImageWidth = images.Width,
            ClassNames = images.ClassNames,
        };
    }
}
