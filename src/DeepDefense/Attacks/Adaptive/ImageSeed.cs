using System.Security.Cryptography;
using DeepDefense.Torch;

namespace DeepDefense.Attacks.Adaptive;

/// <summary>The seed of one image. It follows from the pixels, so that an image alone and in a batch gets the same
/// part of a trigger.</summary>
internal static class ImageSeed
{
    /// <param name="seed">The seed of all images.</param>
    /// <param name="image">(3, H, W).</param>
    internal static Seed For(Seed seed, ReadOnlySpan<byte> image) => seed.For(Convert.ToHexStringLower(SHA256.HashData(image)));
}
