namespace DeepDefense.Torch;

/// <summary>In what numbers convolutions and products are computed. Weights stay float32.</summary>
public enum Precision
{
    /// <summary>float32 throughout.</summary>
    Float32,

    /// <summary>bfloat16 where autocast finds it safe.</summary>
    BFloat16,
}
