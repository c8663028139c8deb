using System.Buffers.Binary;
using System.Security.Cryptography;
using DeepDefense.Datasets;

namespace DeepDefense.Attacks;

/// <summary>The identity of a training set in its loading order. Names and paths are no part of it, so that a set may
/// be moved, or written in another lossless format, and keep it.</summary>
public static class TrainingFingerprint
{
    /// <summary>SHA-256 over N, H, W and the labels (32 bits each, little-endian) and the pixels, in lower-case
    /// hex.</summary>
    public static string Of(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(LittleEndian([images.Count, images.Height, images.Width]));
        hash.AppendData(LittleEndian(images.Labels));
        for (int i = 0; i < images.Count; i++) { hash.AppendData(images.Image(i)); }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] LittleEndian(ReadOnlySpan<int> numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), numbers[i]);
        }
        return bytes;
    }
}
