using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Puts storages and tensors of a pickle together.</summary>
internal static class PickledParts
{
    private const int MostDimensions = 25;

    /// <summary>A storage, from what stands for it.</summary>
    /// <exception cref="ModelFormatException">It is none that TorchScript writes.</exception>
    internal static PickledStorage Storage(object? value, PickleInput input)
    {
        // A sixth part stands only in the older stream, and says of which storage it is a view: none.
        if (value is not PickledTuple { Items: ["storage", PickledName { Module: "torch" } type, string key, string device, long length, .. [] or [null]] }
            || !type.Name.EndsWith("Storage", StringComparison.Ordinal) || !PickledStorage.Sizes.TryGetValue(type.Name[..^"Storage".Length], out int size))
        {
            throw input.Refusal("a storage of another kind", $"one of {string.Join(", ", PickledStorage.Sizes.Keys)}, with its record, device and length");
        }
        if (length < 0 || length > long.MaxValue / size) { throw input.Refusal($"a storage of {length} elements", "0 or more that fit in memory"); }
        if (device is not ("cpu" or "mps" or "mps:0") && !(device.StartsWith("cuda", StringComparison.Ordinal) && device.Length <= "cuda:99".Length && device[4..].All(c => c == ':' || char.IsAsciiDigit(c))))
        {
            throw input.Refusal($"device '{(device.Length > 20 ? device[..20] : device)}'", "cpu or cuda");
        }
        return key.Length is > 0 and <= 20 && key.All(char.IsAsciiDigit) ? new(type.Name[..^"Storage".Length], key, device, length)
            : throw input.Refusal($"record '{(key.Length > 20 ? key[..20] : key)}'", "a number");
    }

    /// <summary>A tensor, from the arguments of the function that makes it.</summary>
    /// <exception cref="ModelFormatException">It is not inside its storage.</exception>
    internal static PickledTensor Tensor(object?[] given, PickleInput input)
    {
        if (given is not [PickledStorage storage, long offset, PickledTuple sizes, PickledTuple strides, bool gradient, PickledHooks])
        {
            throw input.Refusal("a tensor of other parts", "storage, offset, shape, strides, whether it takes gradients");
        }
        long[] shape = [.. sizes.Items.Select(value => Number(value, input))], stride = [.. strides.Items.Select(value => Number(value, input))];
        bool fits = offset >= 0 && shape.Length == stride.Length && shape.Length <= MostDimensions && shape.All(size => size >= 0) && stride.All(step => step >= 0);
        // Saturates instead of wrapping.
        UInt128 last = (UInt128)Math.Max(offset, 0);
        for (int i = 0; fits && i < shape.Length; i++) { last = UInt128.Min(last + (UInt128)Math.Max(shape[i] - 1, 0) * (UInt128)stride[i], UInt128.MaxValue / 2); }
        fits = fits && (shape.Contains(0) ? (UInt128)offset <= (UInt128)storage.Length : last < (UInt128)storage.Length) && Elements(shape) <= (UInt128)long.MaxValue / 16;
        return fits ? new(storage, offset, shape, stride, gradient)
            : throw input.Refusal($"a tensor of shape ({string.Join(", ", shape)}), strides ({string.Join(", ", stride)}) from element {offset}", $"one inside its storage of {storage.Length} elements");
    }

    private static UInt128 Elements(long[] shape) => shape.Aggregate((UInt128)1, (all, size) => all > (UInt128)long.MaxValue ? all : all * (UInt128)Math.Max(size, 1));

    private static long Number(object? value, PickleInput input) => value is long number ? number : throw input.Refusal("a shape of something else than numbers", "numbers");
}
