namespace DeepDefense.Inspection;

/// <summary>Images of a format.</summary>
/// <param name="Name"><c>JPEG</c>, <c>PNG</c>, <c>WebP</c>, <c>BMP</c>, <c>GIF</c>, <c>PPM</c>, or the name of a binary layout.</param>
/// <param name="Images">How many.</param>
public sealed record FormatCount(string Name, int Images);
