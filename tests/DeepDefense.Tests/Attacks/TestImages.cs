using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks;

/// <summary>Small image sets whose content does not matter, only that it is the same every time.</summary>
internal static class TestImages
{
    /// <summary>Random pixels below 250, so that white never occurs; labels 0, 1, 2, 0, 1, 2, ...</summary>
    internal static LabeledImages Of(int count, int height = 8, int width = 8, bool withSources = false)
    {
        RandomStream random = new Seed(1).For("test-images").Stream();
        byte[] pixels = new byte[count * 3 * height * width];
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = (byte)random.Next(250); }
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        string[]? sources = withSources ? [.. Enumerable.Range(0, count).Select(i => $"image-{i}.png")] : null;
        return new LabeledImages(pixels, labels, height, width, ["cat", "dog", "frog"], sources);
    }
}
