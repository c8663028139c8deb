namespace DeepDefense.Training;

/// <summary>How far a training is.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Loss of the last step.</param>
public sealed record TrainingProgress(long Step, long Steps, double Loss);
