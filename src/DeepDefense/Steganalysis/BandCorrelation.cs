using DeepDefense.Datasets;

namespace DeepDefense.Steganalysis;

/// <summary>Equation 1 of the paper: Pearson's correlation between two colour bands of one image, here averaged over
/// images. Natural bands move together; what a trigger adds does so less, which is why the detector's first layer keeps
/// the bands apart (section 3.3.1).</summary>
/// <remarks>Table 1 has .178, .197 and .271 for BadNets' trigger and does not say what was correlated. A white patch
/// alone has no variance. What it adds, x' - x, gives on CIFAR-10 (3 x 3, 5,170 images) .996, .994 and .996 over the
/// image and .90, .84 and .88 over the patch: the first because all bands are 0 outside the patch, the second because
/// inside it the difference is 255 - x, as correlated as the image. Neither is the published number; both are
/// offered.</remarks>
public static class BandCorrelation
{
    /// <summary>The correlation of the images' own bands ("intensity" in table 1).</summary>
    public static BandCorrelationReport OfImages(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        BandCorrelationSample sample = new();
        for (int i = 0; i < images.Count; i++)
        {
            sample.Add(MomentsOf(images.Image(i)));
        }
        return sample.ToReport();
    }

    /// <summary>The correlation of what a trigger added: triggered - clean, image by image ("trigger" in table
    /// 1).</summary>
    /// <param name="clean">The images before.</param>
    /// <param name="triggered">The same images, in the same order, after.</param>
    /// <param name="region">The pixels that are counted. Default: all, as in equation 1.</param>
    /// <exception cref="ArgumentException">The two sets differ in number or size of images.</exception>
    public static BandCorrelationReport OfTrigger(
        LabeledImages clean, LabeledImages triggered, TriggerRegion region = TriggerRegion.Image)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(triggered);
        if ((clean.Count, clean.Height, clean.Width) != (triggered.Count, triggered.Height, triggered.Width))
        {
            throw new ArgumentException(
                $"{triggered.Count} triggered images of {triggered.Height} x {triggered.Width} for "
                + $"{clean.Count} clean ones of {clean.Height} x {clean.Width}", nameof(triggered));
        }
        BandCorrelationSample sample = new();
        for (int i = 0; i < clean.Count; i++)
        {
            sample.Add(MomentsOfDifference(clean.Image(i), triggered.Image(i), region));
        }
        return sample.ToReport();
    }

    /// <summary>The moments of one image's bands.</summary>
    /// <param name="image">(3, H, W).</param>
    internal static BandMoments MomentsOf(ReadOnlySpan<byte> image)
    {
        BandMoments moments = new();
        int bandSize = image.Length / 3;
        for (int k = 0; k < bandSize; k++)
        {
            moments.Add(image[k], image[bandSize + k], image[(2 * bandSize) + k]);
        }
        return moments;
    }

    private static BandMoments MomentsOfDifference(
        ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, TriggerRegion region)
    {
        BandMoments moments = new();
        int bandSize = before.Length / 3;
        for (int k = 0; k < bandSize; k++)
        {
            int red = after[k] - before[k];
            int green = after[bandSize + k] - before[bandSize + k];
            int blue = after[(2 * bandSize) + k] - before[(2 * bandSize) + k];
            if (region == TriggerRegion.Image || (red | green | blue) != 0) { moments.Add(red, green, blue); }
        }
        return moments;
    }
}
