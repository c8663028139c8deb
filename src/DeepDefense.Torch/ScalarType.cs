namespace DeepDefense.Torch;

/// <summary>Element types, numbered as libtorch numbers them (c10/core/ScalarType.h).</summary>
public enum ScalarType
{
    /// <summary>uint8.</summary>
    Byte = 0,

    /// <summary>int32.</summary>
    Int32 = 3,

    /// <summary>int64.</summary>
    Int64 = 4,

    /// <summary>float16.</summary>
    Float16 = 5,

    /// <summary>float32.</summary>
    Float32 = 6,

    /// <summary>float64.</summary>
    Float64 = 7,

    /// <summary>bool.</summary>
    Bool = 11,

    /// <summary>bfloat16.</summary>
    BFloat16 = 15,
}
