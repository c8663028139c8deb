namespace DeepDefense.Torch.Interop;

/// <summary>One argument of an operator, on the managed side: made by implicit conversion at the call.</summary>
internal readonly struct Argument
{
    internal readonly ValueKind Kind;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Argument(ValueKind kind, long bits, object? reference = null) =>
        (Kind, Bits, Reference) = (kind, bits, reference);

    /// <summary>An optional that is absent.</summary>
    internal static Argument None => default;

    public static implicit operator Argument(Tensor? tensor) =>
        tensor is null ? None : new(ValueKind.Tensor, 0, tensor.Handle);

    public static implicit operator Argument(Tensor[] tensors) => new(ValueKind.TensorList, 0, tensors);

    public static implicit operator Argument(long[] numbers) => new(ValueKind.IntList, 0, numbers);

    public static implicit operator Argument(long number) => new(ValueKind.Int, number);

    public static implicit operator Argument(int number) => new(ValueKind.Int, number);

    public static implicit operator Argument(double number) =>
        new(ValueKind.Double, BitConverter.DoubleToInt64Bits(number));

    public static implicit operator Argument(bool truth) => new(ValueKind.Bool, truth ? 1 : 0);

    public static implicit operator Argument(ScalarType type) => new(ValueKind.Int, (long)type);

    public static implicit operator Argument(MemoryFormat format) => new(ValueKind.Int, (long)format);

    public static implicit operator Argument(Device device) => new(ValueKind.Device, device.Index);

    public static implicit operator Argument(Seed seed) => new(ValueKind.Seed, (long)seed.Value);
}
