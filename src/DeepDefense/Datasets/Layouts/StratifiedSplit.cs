using DeepDefense.Torch;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Draws a test set from data that has none: the same share of every class.</summary>
internal static class StratifiedSplit
{
    /// <summary>The child seed that draws test images.</summary>
    internal const string Purpose = "test-split";

    /// <summary>Splits images by index; both parts keep the order of the data. A class of two or more images has at
    /// least one in each part, unless the share is 0; a single image is for training.</summary>
    /// <param name="labels">(N), each in [0, <paramref name="classCount"/>).</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="testFraction">Share of each class to test on, in [0, 1).</param>
    /// <param name="seed">Chooses the images.</param>
    internal static (int[] Train, int[] Test) Of(ReadOnlySpan<int> labels, int classCount, double testFraction,
        Seed seed)
    {
        List<int>[] members = [.. Enumerable.Range(0, classCount).Select(_ => new List<int>())];
        for (int i = 0; i < labels.Length; i++)
        {
            members[labels[i]].Add(i);
        }
        bool[] isTest = new bool[labels.Length];
        for (int label = 0; label < classCount; label++)
        {
            List<int> images = members[label];
            int most = Math.Max(0, images.Count - 1);
            int wanted = (int)Math.Round(images.Count * testFraction, MidpointRounding.AwayFromZero);
            int count = testFraction > 0 ? Math.Clamp(wanted, Math.Min(1, most), most) : 0;
            foreach (int choice in seed.For("class", label).Stream().Permutation(images.Count).AsSpan(0, count))
            {
                isTest[images[choice]] = true;
            }
        }
        int[] all = [.. Enumerable.Range(0, labels.Length)];
        return ([.. all.Where(i => !isTest[i])], [.. all.Where(i => isTest[i])]);
    }
}
