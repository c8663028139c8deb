namespace DeepDefense.Imaging;

/// <summary>An array as NumPy stores it.</summary>
/// <param name="Shape">Sizes of the dimensions, outermost first.</param>
/// <param name="Values">Row-major.</param>
/// <param name="IsWhole">Whether they are uint8, in [0, 255]; else they are floating-point.</param>
internal sealed record NpyArray(int[] Shape, double[] Values, bool IsWhole);
