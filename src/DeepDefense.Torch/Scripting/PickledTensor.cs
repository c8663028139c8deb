namespace DeepDefense.Torch.Scripting;

/// <summary>A tensor.</summary>
internal sealed class PickledTensor(PickledStorage storage, long offset, long[] shape, long[] stride, bool requiresGradient) : Pickled
{
    internal PickledStorage Storage { get; } = storage;

    internal long Offset { get; } = offset;

    internal long[] Shape { get; } = shape;

    internal long[] Stride { get; } = stride;

    internal bool RequiresGradient { get; } = requiresGradient;

    internal override IEnumerable<object?> Parts => [];

    /// <summary>A whole record as one tensor, row-major.</summary>
    internal static PickledTensor Contiguous(string type, string key, long[] shape, bool requiresGradient)
    {
        long[] stride = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            stride[i] = step;
            step = checked(step * shape[i]);
        }
        return new(new PickledStorage(type, key, "cpu", step), 0, shape, stride, requiresGradient);
    }
}
