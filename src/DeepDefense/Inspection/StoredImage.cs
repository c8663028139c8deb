using System.Buffers.Binary;
using System.Security.Cryptography;
using DeepDefense.Steganalysis;

namespace DeepDefense.Inspection;

/// <summary>What is kept of one image: no pixels.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Label">Its class.</param>
/// <param name="IsTest">Whether it is a test image.</param>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels.</param>
/// <param name="Format">How it is stored.</param>
/// <param name="Bytes">Bytes of its file, or record.</param>
/// <param name="Sha256">Of its size and pixels.</param>
/// <param name="Bands">Of its colour bands.</param>
internal sealed record StoredImage(
    string Source, int Label, bool IsTest, int Height, int Width, string Format, long Bytes, string Sha256, BandMoments Bands)
{
    /// <summary>Keeps what is to be known of an image.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="label">Its class.</param>
    /// <param name="isTest">Whether it is a test image.</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <param name="pixels">(3, H, W).</param>
    /// <param name="format">How it is stored.</param>
    /// <param name="bytes">Bytes of its file, or record.</param>
    internal static StoredImage Of(
        string source, int label, bool isTest, int height, int width, ReadOnlySpan<byte> pixels, string format, long bytes)
    {
        Span<byte> size = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, height);
        BinaryPrimitives.WriteInt32LittleEndian(size[sizeof(int)..], width);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(size);
        hash.AppendData(pixels);
        return new StoredImage(source, label, isTest, height, width, format, bytes,
            Convert.ToHexStringLower(hash.GetHashAndReset()), BandCorrelation.MomentsOf(pixels));
    }
}
