namespace DeepDefense.Training;

/// <summary>How far a stage of a run is.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Share">What is done of it, in [0, 1].</param>
/// <param name="Detail">A word on where it stands, e.g. the loss; may be empty.</param>
/// <param name="Training">The step that was taken, where the stage is a training; else null.</param>
public sealed record StageProgress(string Stage, double Share, string Detail, TrainingProgress? Training = null);
