using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Paper.Stages;

/// <summary>Images that are not what they are said to be: of another source, or under a wrong label.</summary>
internal static class OddImages
{
    private const int Quality = 75;

    /// <summary>The same pictures as another source keeps them.</summary>
    /// <param name="images">They; left as they are.</param>
    /// <param name="source">The source.</param>
    /// <param name="share">Share of the images that comes from there, in (0, 1].</param>
    /// <param name="seed">Draws them.</param>
    internal static LabeledImages From(LabeledImages images, ImageSource source, double share, Seed seed)
    {
        byte[] pixels = images.Pixels.ToArray();
        foreach (int i in Drawn(images.Count, share, seed))
        {
            RgbImage kept = source == ImageSource.Jpeg ? Jpeg.Compress(images.ToImage(i), Quality) : Enlarged(images.ToImage(i));
            kept.Pixels.CopyTo(pixels.AsSpan(i * images.ImageSize));
        }
        return images.WithPixels(pixels);
    }

    /// <summary>The same images, some under a wrong label, each wrong one as likely.</summary>
    /// <param name="images">They, of at least two classes; left as they are.</param>
    /// <param name="share">Share of the images, in [0, 1].</param>
    /// <param name="seed">Draws images and labels.</param>
    internal static LabeledImages Mislabelled(LabeledImages images, double share, Seed seed)
    {
        int[] labels = images.Labels.ToArray();
        int classes = images.ClassNames.Count;
        RandomStream random = seed.For("labels").Stream();
        foreach (int i in Drawn(images.Count, share, seed)) { labels[i] = (labels[i] + 1 + random.Next(classes - 1)) % classes; }
        return images.WithLabels(labels);
    }

    private static int[] Drawn(int count, double share, Seed seed) => [.. seed.For("images").Stream().Permutation(count).Take((int)Math.Round(share * count))];

    private static RgbImage Enlarged(RgbImage image) =>
        ImageResizer.Resize(ImageResizer.Resize(image, 3 * image.Height / 4, 3 * image.Width / 4), image.Height, image.Width);
}
