using System.Runtime.InteropServices;
using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch;

/// <summary>An array of numbers in libtorch's memory. It belongs to the innermost <see cref="TensorScope"/> in
/// which it was made, or, outside of any, to whoever made it.</summary>
public sealed partial class Tensor : IDisposable
{
    private const int MaxDimensions = 8;
    private long[]? _shape;
    private ScalarType _type;
    private Device _device;

    internal Tensor(TensorHandle handle)
    {
        Handle = handle;
        TensorScope.Innermost?.Take(this);
    }

    internal TensorHandle Handle { get; }

    internal TensorOwner? Owner { get; set; }

    /// <summary>Sizes of the dimensions, outermost first.</summary>
    public ReadOnlySpan<long> Shape => Described()._shape;

    /// <summary>Element type.</summary>
    public ScalarType Type => Described()._type;

    /// <summary>Where it lives.</summary>
    public Device Device => Described()._device;

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long size in Shape) { count = checked(count * size); }
            return count;
        }
    }

    /// <summary>The gradient that <see cref="Backward"/> left here, or null.</summary>
    public Tensor? Grad
    {
        get
        {
            Native.TensorGrad(Handle, out TensorHandle gradient).Check("read a gradient");
            return gradient.IsInvalid ? null : new Tensor(gradient);
        }
    }

    /// <summary>Makes a tensor from elements, row-major.</summary>
    /// <typeparam name="T">byte, int, long, float, double: decides the element type.</typeparam>
    /// <exception cref="TorchException">The number of elements is not that of the shape, or memory ran out.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, Device device)
        where T : unmanaged => FromBytes(MemoryMarshal.AsBytes(elements), TypeOf<T>(), shape, device);

    /// <summary>Makes a tensor from elements on the CPU, row-major.</summary>
    public static Tensor From<T>(ReadOnlySpan<T> elements, params ReadOnlySpan<long> shape)
        where T : unmanaged => From(elements, shape, Device.Cpu);

    /// <summary>Makes a tensor from the bytes of its elements, row-major, little-endian.</summary>
    public static unsafe Tensor FromBytes(ReadOnlySpan<byte> bytes, ScalarType type, ReadOnlySpan<long> shape, Device device)
    {
        fixed (byte* first = bytes)
        fixed (long* sizes = shape)
        {
            Native.TensorCreate(first, bytes.Length, (int)type, sizes, shape.Length, device.Index, out TensorHandle made)
                .Check("make a tensor");
            return new Tensor(made);
        }
    }

    /// <summary>A tensor of one repeated value.</summary>
    public static Tensor Full(double value, ReadOnlySpan<long> shape, ScalarType type = ScalarType.Float32)
    {
        long count = 1;
        foreach (long size in shape) { count = checked(count * size); }
        Tensor made = FromBytes(new byte[checked(count * type.Size())], type, shape, Device.Cpu);
        if (value != 0) { made.Fill(value); }
        return made;
    }

    /// <summary>A float32 tensor of zeros.</summary>
    public static Tensor Zeros(params ReadOnlySpan<long> shape) => Full(0, shape);

    /// <summary>Copies the elements out, row-major, whatever the layout or device.</summary>
    /// <exception cref="TorchException">The element type is not <typeparamref name="T"/>.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        if (TypeOf<T>() != Type) { throw new TorchException($"the tensor holds {Type}, not {typeof(T).Name}"); }
        T[] elements = new T[Count];
        Read(MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }

    /// <summary>Copies the bytes of the elements out, row-major, whatever the layout or device.</summary>
    /// <param name="bytes">Exactly as many as the elements take.</param>
    public unsafe void Read(Span<byte> bytes)
    {
        fixed (byte* first = bytes) { Native.TensorRead(Handle, first, bytes.Length).Check("read a tensor"); }
    }

    /// <summary>The single element of a float tensor, as a double.</summary>
    public double ToDouble()
    {
        using TensorScope scope = TensorScope.Enter();
        return To(ScalarType.Float64).ToArray<double>() is [double only]
            ? only
            : throw new TorchException($"a tensor of shape {this} is not one number");
    }

    /// <summary>Whether operators on it are recorded for <see cref="Backward"/>.</summary>
    public Tensor RequireGrad(bool required = true)
    {
        Native.TensorRequiresGrad(Handle, required ? 1 : 0).Check("mark a tensor for gradients");
        return this;
    }

    /// <summary>Forgets the gradient.</summary>
    public void ClearGrad() => Native.TensorClearGrad(Handle).Check("forget a gradient");

    /// <summary>Computes the gradients of this scalar with respect to all that it was computed from.</summary>
    public void Backward() => Native.Backward(Handle).Check("backward");

    /// <summary>Takes the tensor out of its scope: from here on whoever calls this owns it.</summary>
    public Tensor Unscoped()
    {
        Owner?.Hand(this, null);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    /// <summary>The shape and type, e.g. <c>(16, 3, 32, 32) Float32</c>.</summary>
    public override string ToString() => $"({string.Join(", ", Shape.ToArray())}) {Type}";

    private static ScalarType TypeOf<T>() => default(T) switch
    {
        byte => ScalarType.Byte,
        int => ScalarType.Int32,
        long => ScalarType.Int64,
        float => ScalarType.Float32,
        double => ScalarType.Float64,
        bool => ScalarType.Bool,
        _ => throw new TorchException($"no element type for {typeof(T).Name}"),
    };

    private unsafe Tensor Described()
    {
        if (_shape is null)
        {
            long* sizes = stackalloc long[MaxDimensions];
            Native.TensorDescribe(Handle, out int type, out int device, out _, out int dimensions, sizes, MaxDimensions)
                .Check("describe a tensor");
            (_type, _device) = ((ScalarType)type, new Device(device));
            _shape = new ReadOnlySpan<long>(sizes, dimensions).ToArray();
        }
        return this;
    }
}
