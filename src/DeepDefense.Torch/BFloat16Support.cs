namespace DeepDefense.Torch;

/// <summary>How well a processor multiplies bfloat16.</summary>
internal enum BFloat16Support
{
    /// <summary>Not at all by itself.</summary>
    None,

    /// <summary>Slower than float32.</summary>
    Slower,

    /// <summary>Faster than float32.</summary>
    Faster,
}
