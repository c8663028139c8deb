using System.Runtime.InteropServices;

namespace DeepDefense.Torch;

/// <summary>Between arrays and tensors, and what TorchSharp does not name.</summary>
public static class TensorExtensions
{
    /// <summary>Makes a tensor from elements, row-major.</summary>
    /// <typeparam name="T">byte, int, long, float, double or bool: decides the element type.</typeparam>
    /// <param name="elements">As many as the shape has; copied.</param>
    /// <param name="shape">Sizes of the dimensions, outermost first.</param>
    /// <param name="device">Where it is to live, or null: the processor.</param>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape.</exception>
    public static Tensor ToTensor<T>(this ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, Device? device = null)
        where T : unmanaged
    {
        long count = 1;
        foreach (long size in shape) { count = checked(count * size); }
        if (count != elements.Length)
        {
            throw new ArgumentException($"{elements.Length} elements; the shape ({string.Join(", ", shape.ToArray())}) has {count}", nameof(elements));
        }
        Tensor tensor = torch.empty(shape, TypeOf<T>());
        MemoryMarshal.AsBytes(elements).CopyTo(tensor.bytes);
        return device is null || device.type == DeviceType.CPU ? tensor : tensor.to(device, disposeAfter: true);
    }

    /// <summary>Makes a tensor from elements, row-major.</summary>
    /// <inheritdoc cref="ToTensor{T}(ReadOnlySpan{T}, ReadOnlySpan{long}, Device?)"/>
    public static Tensor ToTensor<T>(this T[] elements, ReadOnlySpan<long> shape, Device? device = null)
        where T : unmanaged => ((ReadOnlySpan<T>)elements).ToTensor(shape, device);

    /// <summary>Copies the elements out, row-major, whatever the layout or device.</summary>
    /// <exception cref="ArgumentException">The element type is not <typeparamref name="T"/>.</exception>
    public static T[] ToArray<T>(this Tensor tensor)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (TypeOf<T>() != tensor.dtype) { throw new ArgumentException($"the tensor holds {tensor.dtype}, not {typeof(T).Name}", nameof(tensor)); }
        T[] elements = new T[tensor.numel()];
        tensor.CopyBytesTo(MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }

    /// <summary>Copies the bytes of the elements out, row-major, whatever the layout or device.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="bytes">Exactly as many as the elements take.</param>
    public static void CopyBytesTo(this Tensor tensor, Span<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (bytes.IsEmpty) { return; }
        using DisposeScope scope = torch.NewDisposeScope();
        tensor.detach().cpu().contiguous().bytes.CopyTo(bytes);
    }

    /// <summary>The same images with the channels innermost in memory, which convolutions run fastest on here; PyTorch's
    /// <c>contiguous(memory_format=torch.channels_last)</c>.</summary>
    /// <param name="images">(N, C, H, W).</param>
    public static Tensor ChannelsLast(this Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using DisposeScope scope = torch.NewDisposeScope();
        return images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Mean over all pixels. As a pool over the whole image it takes a tenth of the time of <c>mean</c> here.</summary>
    /// <param name="maps">(N, C, H, W).</param>
    /// <returns>(N, C).</returns>
    public static Tensor GlobalAveragePool(this Tensor maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        using DisposeScope scope = torch.NewDisposeScope();
        return nn.functional.avg_pool2d(maps, [maps.shape[2], maps.shape[3]]).flatten(1).MoveToOuterDisposeScope();
    }

    /// <summary>ln p / (1 - p) of the labels' probabilities p, exact where p is near 1.</summary>
    /// <param name="logits">(N, K), before softmax.</param>
    /// <param name="labels">(N), int64, in [0, K).</param>
    /// <returns>(N).</returns>
    public static Tensor LogOdds(this Tensor logits, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        const double Unlikely = 1e30;
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor chosen = nn.functional.one_hot(labels, logits.shape[1]).to(logits.dtype);
        Tensor others = (logits - (chosen * Unlikely)).logsumexp(1);
        return (logits.gather(1, labels.reshape(-1, 1)).reshape(-1) - others).MoveToOuterDisposeScope();
    }

    /// <summary>The single element of a tensor of numbers.</summary>
    public static double ToNumber(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using DisposeScope scope = torch.NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).item<double>();
    }

    /// <summary>Shape and element type, e.g. <c>(16, 3, 32, 32) Float32</c>.</summary>
    public static string Described(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return $"({string.Join(", ", tensor.shape)}) {tensor.dtype}";
    }

    private static ScalarType TypeOf<T>() => default(T) switch
    {
        byte => ScalarType.Byte,
        int => ScalarType.Int32,
        long => ScalarType.Int64,
        float => ScalarType.Float32,
        double => ScalarType.Float64,
        bool => ScalarType.Bool,
        _ => throw new ArgumentException($"no element type for {typeof(T).Name}"),
    };
}
