using DeepDefense.Torch;

namespace DeepDefense.Datasets;

/// <summary>The way of stored images into tensors.</summary>
internal static class LabeledImagesTensors
{
    private const long PixelsAtOnce = 256 * 64 * 64;
    private const int LeastAtOnce = 8;

    /// <summary>How many images go through a network in use at once: so few that the maps of large ones take no more memory than those of 256 of 64 x 64. A
    /// power of two, so that it divides <see cref="Shard.Block"/>.</summary>
    internal static int AtOnce(this LabeledImages images)
    {
        int count = Shard.Block;
        while (count > LeastAtOnce && (long)count * images.Height * images.Width > PixelsAtOnce) { count /= 2; }
        return count;
    }

    /// <summary>Consecutive images as one batch.</summary>
    /// <returns>(count, 3, H, W), uint8.</returns>
    internal static Tensor ToTensor(this LabeledImages images, int start, int count, Device device) =>
        images.Consecutive(start, count).ToTensor([count, 3, images.Height, images.Width], device);

    /// <summary>All images as one batch.</summary>
    /// <returns>(N, 3, H, W), uint8.</returns>
    internal static Tensor ToTensor(this LabeledImages images, Device device) => images.ToTensor(0, images.Count, device);

    /// <summary>Labels of consecutive images.</summary>
    /// <returns>(count), int64.</returns>
    internal static Tensor LabelTensor(this LabeledImages images, int start, int count, Device device) =>
        Array.ConvertAll(images.Labels.Slice(start, count).ToArray(), label => (long)label).ToTensor([count], device);

    /// <summary>All labels.</summary>
    /// <returns>(N), int64.</returns>
    internal static Tensor LabelTensor(this LabeledImages images, Device device) =>
        images.LabelTensor(0, images.Count, device);
}
