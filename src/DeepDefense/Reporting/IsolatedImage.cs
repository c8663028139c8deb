namespace DeepDefense.Reporting;

/// <summary>One isolated image as a report shows it.</summary>
/// <param name="Rank">Its place among the isolated images, from 1.</param>
/// <param name="Index">Its place in the training set, from 0.</param>
/// <param name="Label">Its label.</param>
/// <param name="LabelName">The label's name.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Score">Log-odds of being poisoned.</param>
/// <param name="Poisoned">Whether it is poisoned, or null: not known.</param>
/// <param name="Picture">The image, PNG.</param>
/// <param name="Residual">What a high-pass filter leaves of it, PNG.</param>
public sealed record IsolatedImage(int Rank, int Index, int Label, string LabelName, string Source, double Score, bool? Poisoned,
    byte[] Picture, byte[] Residual);
