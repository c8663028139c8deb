using DeepDefense.Attacks;

namespace DeepDefense.Cli;

/// <summary>What is known of the poison in a training set.</summary>
/// <param name="Marks">Which images are poisoned.</param>
/// <param name="Attack">How, where that is known too, so that the trigger can be built again; else null.</param>
internal sealed record KnownPoison(PoisonMarks Marks, PoisonedImages? Attack);
