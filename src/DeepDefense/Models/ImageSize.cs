namespace DeepDefense.Models;

/// <summary>The size of an image.</summary>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels.</param>
public readonly record struct ImageSize(int Height, int Width);
