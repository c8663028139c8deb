namespace DeepDefense.Inspection;

/// <summary>Images of equal pixels.</summary>
/// <param name="Sha256">SHA-256 of H and W (32 bits each, little-endian) and the decoded pixels (3, H, W), in
/// lower-case hex.</param>
/// <param name="Sources">Where the images came from, in data order, training images first.</param>
/// <param name="AcrossClasses">Whether they have different labels.</param>
/// <param name="AcrossParts">Whether some are training images and others test images.</param>
public sealed record DuplicateGroup(string Sha256, IReadOnlyList<string> Sources, bool AcrossClasses, bool AcrossParts);
