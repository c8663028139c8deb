namespace DeepDefense.Attacks.Ssba;

/// <summary>The shape of the networks that hide a secret and read it.</summary>
public sealed record StegaOptions
{
    /// <summary>Bits of the secret, 100 or 50, as <see cref="SecretCode"/> makes them. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public int Bits { get; init => field = SecretCode.Of(value).Bits; } = 100;

    /// <summary>Channels of the first convolutions, at least 1; deeper ones have up to 8 times as many. Published 32,
    /// default 16: enough at 32 pixels, and four times as fast.</summary>
    public int Width { get; init => field = Require.AtLeast(value, 1); } = 16;

    /// <summary>Largest change of a pixel in [0, 1], in (0, 1). Default 0.15.</summary>
    public double ResidualBound { get; init => field = Require.OpenUnit(value); } = 0.15;
}
