namespace DeepDefense.Imaging;

/// <summary>An image and how it is stored.</summary>
/// <param name="Image">The image.</param>
/// <param name="Format"><c>JPEG</c>, <c>PNG</c>, <c>WebP</c>, <c>BMP</c>, <c>GIF</c>, <c>PPM</c>, <c>PGM</c> or <c>PBM</c>.</param>
/// <param name="Bytes">Bytes of the file.</param>
internal sealed record StoredFile(RgbImage Image, string Format, long Bytes);
