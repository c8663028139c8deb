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

/// <summary>Facts about element types.</summary>
public static class ScalarTypeExtensions
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Bool => 1,
        ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is not an element type of this library"),
    };
}
