namespace DeepDefense.Inspection;

/// <summary>Images of a size.</summary>
/// <param name="Width">W, in pixels.</param>
/// <param name="Height">H, in pixels.</param>
/// <param name="Images">How many.</param>
public sealed record SizeCount(int Width, int Height, int Images);
