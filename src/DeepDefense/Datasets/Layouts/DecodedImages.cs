namespace DeepDefense.Datasets.Layouts;

/// <summary>A file that is left out.</summary>
/// <param name="Index">Its place among the files.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="IsDamaged">Whether its content is no good, and stays so until it changes; else it could not be read, which
/// may pass.</param>
internal sealed record BadFile(int Index, string Reason, bool IsDamaged);

/// <summary>The images of some files.</summary>
/// <param name="Height">H of every image, in pixels.</param>
/// <param name="Width">W of every image, in pixels.</param>
/// <param name="Images">Those of the files that are not left out, in order.</param>
/// <param name="Bad">The files that are left out, in order.</param>
internal sealed record DecodedImages(int Height, int Width, ReadOnlyMemory<byte>[] Images, BadFile[] Bad);
