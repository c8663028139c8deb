namespace DeepDefense.Attacks.Patches;

/// <summary>One value of a patch.</summary>
/// <param name="Place">Where it lies in an image of (3, H, W).</param>
/// <param name="Value">In [0, 255].</param>
internal readonly record struct PatchValue(int Place, byte Value);
