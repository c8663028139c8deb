using System.Text;

namespace DeepDefense.Attacks.Ssba;

/// <summary>What a short text becomes before it is hidden in an image: its UTF-8 bytes, padded with spaces, most
/// significant bits first; the check bits of a <see cref="BchCode"/>, padded with zeros to whole bytes; zeros.
/// Immutable.</summary>
/// <remarks>Source: 100 bits as in tancik/StegaStamp, <c>encode_image.py</c>; 50 bits as in BackdoorBench,
/// <c>resource/ssba/generate_fingerprints.py</c>. Both leave the code itself to bchlib.</remarks>
public sealed class SecretCode
{
    private const byte Space = (byte)' ';
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly BchCode _code;

    private SecretCode(int bits, int maxBytes, int correctable) =>
        (Bits, MaxBytes, _code) = (bits, maxBytes, new BchCode(correctable));

    /// <summary>Bits a secret takes.</summary>
    public int Bits { get; }

    /// <summary>Longest text, in bytes of UTF-8.</summary>
    public int MaxBytes { get; }

    /// <summary>Flipped bits that are always put right.</summary>
    public int Correctable => _code.Correctable;

    /// <summary>The code of a length: 100 bits hold 7 bytes and bear 5 errors, 50 bits hold 4 and bear 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another length.</exception>
    public static SecretCode Of(int bits) => bits switch
    {
        100 => new SecretCode(bits, maxBytes: 7, correctable: 5),
        50 => new SecretCode(bits, maxBytes: 4, correctable: 2),
        _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "must be 100 or 50"),
    };

    /// <summary>The bits of a text.</summary>
    /// <returns>(<see cref="Bits"/>).</returns>
    /// <exception cref="ArgumentException">It takes more than <see cref="MaxBytes"/> bytes.</exception>
    public bool[] Encode(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        byte[] bytes = Utf8.GetBytes(secret);
        if (bytes.Length > MaxBytes)
        {
            throw new ArgumentException($"the secret '{secret}' takes {bytes.Length} bytes of UTF-8; {Bits} bits hold "
                + $"{MaxBytes}", nameof(secret));
        }
        bool[] bits = new bool[Bits];
        for (int i = 0; i < 8 * MaxBytes; i++)
        {
            byte letter = i / 8 < bytes.Length ? bytes[i / 8] : Space;
            bits[i] = ((letter >> (7 - i % 8)) & 1) == 1;
        }
        _code.Check(bits.AsSpan(0, 8 * MaxBytes)).CopyTo(bits, 8 * MaxBytes);
        return bits;
    }

    /// <summary>The text of some bits, a few of which may be wrong.</summary>
    /// <param name="bits">(<see cref="Bits"/>).</param>
    /// <returns>The text without spaces at its end, or null where there is none within the errors that the code
    /// bears.</returns>
    /// <exception cref="ArgumentException">It is another number of bits.</exception>
    public string? Decode(ReadOnlySpan<bool> bits)
    {
        if (bits.Length != Bits) { throw new ArgumentException($"{bits.Length} bits; expected {Bits}", nameof(bits)); }
        bool[] word = bits[..(8 * MaxBytes + _code.CheckBits)].ToArray();
        if (_code.Correct(word) is null) { return null; }
        byte[] bytes = new byte[MaxBytes];
        for (int i = 0; i < 8 * MaxBytes; i++)
        {
            if (word[i]) { bytes[i / 8] |= (byte)(0x80 >> (i % 8)); }
        }
        try { return Utf8.GetString(bytes).TrimEnd(' '); }
        catch (DecoderFallbackException) { return null; }
    }
}
