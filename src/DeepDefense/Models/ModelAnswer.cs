namespace DeepDefense.Models;

/// <summary>What a model said of one image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Input">What went into the network.</param>
/// <param name="Output">What came out.</param>
/// <param name="Classes">The likeliest classes, the likeliest first, with their probabilities in [0, 1].</param>
public sealed record ModelAnswer(string Image, string Input, string Output, IReadOnlyList<KeyValuePair<string, double>> Classes);
