using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DeepDefense.Torch;

/// <summary>The source of all randomness of a run. Each consumer draws a child seed by name, so that a new
/// consumer never shifts the numbers of an old one.</summary>
/// <param name="Value">Any 64-bit number.</param>
public readonly record struct Seed(ulong Value)
{
    /// <summary>The child seed of a purpose: the first eight bytes of SHA-256 over this seed and the name.</summary>
    /// <param name="purpose">What the numbers are for, e.g. <c>poison-selection</c>.</param>
    public Seed For(string purpose)
    {
        byte[] input = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(purpose)];
        BinaryPrimitives.WriteUInt64LittleEndian(input, Value);
        Encoding.UTF8.GetBytes(purpose, input.AsSpan(sizeof(ulong)));
        return new Seed(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(input)));
    }

    /// <summary>The child seed of a numbered occasion, e.g. one epoch.</summary>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="number">Which occasion.</param>
    public Seed For(string purpose, long number) => For(string.Create(null, $"{purpose}:{number}"));

    /// <summary>A generator that starts at this seed.</summary>
    public RandomStream Stream() => new(this);

    /// <summary>A generator of libtorch's on the processor that starts at this seed; whoever asks owns it.</summary>
    public Generator Generator() => new(Value, torch.CPU);
}
