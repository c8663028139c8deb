namespace DeepDefense.Training;

/// <summary>The loss of one step of a stage.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Step">Steps taken, from 1.</param>
/// <param name="Loss">Loss of that step.</param>
public sealed record LossPoint(string Stage, long Step, double Loss);
