using System.Runtime.InteropServices;

namespace DeepDefense.Torch.Interop;

/// <summary>What kind of value crosses the door (dd_kind).</summary>
internal enum ValueKind
{
    None,
    Tensor,
    Int,
    Double,
    Bool,
    IntList,
    TensorList,
    String,
    Seed,
    Device,
}

/// <summary>One argument or result as the native side sees it (dd_value, 16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    internal ValueKind Kind;
    internal int Count;
    internal long Bits;
}
