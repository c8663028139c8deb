using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>A random change of one image.</summary>
internal interface IPerturbation
{
    /// <summary>Draws its parameters and changes the image where it lies.</summary>
    /// <param name="pixels">(3, H, W), values in [0, 255].</param>
    /// <param name="scene">Size of the image, other images, and how strong changes are to be.</param>
    /// <param name="random">All randomness.</param>
    public void Apply(Span<byte> pixels, Scene scene, RandomStream random);
}
