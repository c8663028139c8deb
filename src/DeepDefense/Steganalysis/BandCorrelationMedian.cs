namespace DeepDefense.Steganalysis;

/// <summary>Median correlation between the colour bands of some images, each in [-1, 1]. A few flat images pull a mean
/// down, a median not.</summary>
/// <param name="RedGreen">Median over the images of Corr(R, G).</param>
/// <param name="RedBlue">Median over the images of Corr(R, B).</param>
/// <param name="GreenBlue">Median over the images of Corr(G, B).</param>
public sealed record BandCorrelationMedian(double RedGreen, double RedBlue, double GreenBlue);
