using DeepDefense.Torch;

namespace DeepDefense.Datasets;

/// <summary>The way of stored images into tensors.</summary>
internal static class LabeledImagesTensors
{
    private const long PixelsAtOnce = 256 * 64 * 64;
    private const int LeastAtOnce = 8;
    private const int BatchesAhead = 2;

    /// <summary>How many images go through a network in use at once: so few that the maps of large ones take no more memory than those of 256 of 64 x 64. A
    /// power of two, so that it divides <see cref="Shard.Block"/>.</summary>
    internal static int AtOnce(this LabeledImages images)
    {
        int count = Shard.Block;
        while (count > LeastAtOnce && (long)count * images.Height * images.Width > PixelsAtOnce) { count /= 2; }
        return count;
    }

    /// <summary>All images in order, so many <see cref="AtOnce"/>. What is next is read while a batch is used: of a mapped file from the disk.</summary>
    /// <param name="images">The images.</param>
    /// <param name="share">Which of the batches, as ranks divide them.</param>
    /// <param name="of">Among how many.</param>
    /// <param name="cancellation">Stops between batches.</param>
    internal static IEnumerable<PixelBatch> Batches(this LabeledImages images, int share, int of, CancellationToken cancellation)
    {
        return Each().Prefetched(BatchesAhead, cancellation);

        IEnumerable<PixelBatch> Each()
        {
            int atOnce = images.AtOnce();
            for (int start = share * atOnce; start < images.Count; start += of * atOnce)
            {
                int count = Math.Min(atOnce, images.Count - start);
                yield return new PixelBatch(start, count, images.Block(start, count));
            }
        }
    }

    /// <summary>A batch of the images.</summary>
    /// <returns>(count, 3, H, W), uint8.</returns>
    internal static Tensor ToTensor(this LabeledImages images, PixelBatch batch, Device device) =>
        batch.Pixels.ToTensor([batch.Count, 3, images.Height, images.Width], device);

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
