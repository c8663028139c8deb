using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Training;

/// <summary>Batches as a pure function of the step, so that a resumed training sees what an uninterrupted one saw:
/// each epoch is a new permutation, drawn from the seed and the number of the epoch. Incomplete last batches are
/// dropped; a set smaller than a batch is repeated until it fills one, so that all batches have one size.</summary>
/// <param name="images">What to draw from; not empty.</param>
/// <param name="batchSize">Images a batch, at least 1.</param>
/// <param name="augmentation">What is done to each image.</param>
/// <param name="seed">Where order and augmentation come from.</param>
internal sealed class BatchSampler(LabeledImages images, int batchSize, Augmentation augmentation, Seed seed)
{
    // Places of the images in an epoch: each image stands in as many as are needed to fill a batch.
    private readonly int _places = images.Count < batchSize ? (batchSize + images.Count - 1) / images.Count * images.Count : images.Count;

    private long _epoch = -1;
    private int[] _order = [];

    /// <summary>Images a batch.</summary>
    internal int BatchSize { get; } = batchSize;

    /// <summary>Batches an epoch.</summary>
    internal int BatchesPerEpoch => _places / BatchSize;

    /// <summary>The indices of a step's images.</summary>
    internal ReadOnlySpan<int> Indices(long step)
    {
        (long epoch, long batch) = Math.DivRem(step, BatchesPerEpoch);
        if (epoch != _epoch)
        {
            int[] order = seed.For("order", epoch).Stream().Permutation(_places);
            (_epoch, _order) = (epoch, Array.ConvertAll(order, place => place % images.Count));
        }
        return _order.AsSpan((int)batch * BatchSize, BatchSize);
    }

    /// <summary>The augmented images of a step under their labels.</summary>
    internal LabeledImages Batch(long step)
    {
        LabeledImages drawn = images.Subset(Indices(step));
        RandomStream random = seed.For("augmentation", step).Stream();
        byte[] pixels = new byte[checked(drawn.Count * drawn.ImageSize)];
        for (int i = 0; i < drawn.Count; i++)
        {
            ImageTransform transform = ImageTransform.Draw(augmentation, drawn.Height, drawn.Width, random);
            transform.Apply(drawn.Image(i), pixels.AsSpan(i * drawn.ImageSize, drawn.ImageSize), drawn.Height, drawn.Width);
        }
        return drawn.WithPixels(pixels);
    }
}
