using DeepDefense.Datasets;

namespace DeepDefense.Review;

/// <summary>Puts images that look alike together: by what is left of them at 8 x 8 points.</summary>
public static class LikenessGroups
{
    private const int Side = 8;
    private const int MostGroups = 24;

    /// <summary>Groups images round some of them, each as far from the others as possible (the first is the first).</summary>
    /// <param name="images">The images.</param>
    /// <returns>(N), the group of each, from 0, at most 24 groups.</returns>
    public static int[] Of(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        int[] groups = new int[images.Count];
        float[][] points = [.. Enumerable.Range(0, images.Count).Select(image => Points(images, image))];
        float[] distances = [.. Enumerable.Repeat(float.PositiveInfinity, images.Count)];
        int centre = 0;
        for (int group = 0; group < Math.Min(MostGroups, images.Count) && distances[centre] > 0; group++)
        {
            float[] middle = points[centre];
            for (int image = 0; image < points.Length; image++)
            {
                float distance = Distance(points[image], middle);
                if (distance < distances[image]) { (distances[image], groups[image]) = (distance, group); }
            }
            centre = Array.IndexOf(distances, distances.Max());
        }
        return groups;
    }

    private static float Distance(float[] a, float[] b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length; i++) { sum += (a[i] - b[i]) * (a[i] - b[i]); }
        return sum;
    }

    private static float[] Points(LabeledImages images, int image)
    {
        ReadOnlySpan<byte> pixels = images.Image(image);
        (int height, int width) = (images.Height, images.Width);
        float[] sums = new float[3 * Side * Side], counts = new float[3 * Side * Side];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int band, int y, int x) = (i / (height * width), i / width % height, i % width);
            int point = (((band * Side) + (y * Side / height)) * Side) + (x * Side / width);
            sums[point] += pixels[i];
            counts[point]++;
        }
        return [.. sums.Select((sum, point) => sum / Math.Max(counts[point], 1))];
    }
}
