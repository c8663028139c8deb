namespace DeepDefense.Datasets;

/// <summary>Consecutive images of a set.</summary>
/// <param name="Start">The first.</param>
/// <param name="Count">How many.</param>
/// <param name="Pixels">(count, 3, H, W), values in [0, 255].</param>
internal sealed record PixelBatch(int Start, int Count, byte[] Pixels);
