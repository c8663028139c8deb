using DeepDefense.Datasets;

namespace DeepDefense.Tests.Datasets;

/// <summary>Little data sets whose every image is told apart by its bytes.</summary>
internal static class SmallDataset
{
    /// <summary>Images whose first byte is their number and whose label is the number modulo the classes.</summary>
    public static LabeledImages Numbered(int count, int side, params string[] classNames)
    {
        int imageSize = 3 * side * side;
        byte[] pixels = new byte[count * imageSize];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % classNames.Length;
            pixels.AsSpan(i * imageSize, imageSize).Fill((byte)(3 * i));
            pixels[i * imageSize] = (byte)i;
        }
        return new LabeledImages(pixels, labels, side, side, classNames);
    }

    public static Dataset Make(int train, int test, int side, params string[] classNames) =>
        new("small", Numbered(train, side, classNames), Numbered(test, side, classNames));

    /// <summary>First byte of each image.</summary>
    public static int[] NumbersOf(LabeledImages images) =>
        [.. Enumerable.Range(0, images.Count).Select(i => (int)images.Image(i)[0])];
}
