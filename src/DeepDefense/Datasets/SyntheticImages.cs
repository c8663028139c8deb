using DeepDefense.Datasets.Synthetic;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Datasets;

/// <summary>Natural-looking images for trying things out where no data set is at hand: a textured scene under
/// uneven light, cluttered with occluding leaves, with one object whose shape or pattern is the class.</summary>
/// <remarks>The statistics are those of photographs as far as steganalysis cares: spectra that fall with frequency,
/// occlusion edges as soft as a lens makes them (the dead-leaves model of Lee, Mumford and Huang, "Occlusion models
/// for natural images", 2001), sensor noise, and colour bands that correlate (equation 1 of the paper). Where the
/// object lies, how large it is and what colour it has tells nothing about the class.</remarks>
public static class SyntheticImages
{
    /// <summary>Makes a data set; classes are as even as the numbers allow.</summary>
    /// <param name="options">How many and how large.</param>
    /// <param name="seed">Every image follows from it and its own index, so a larger set begins like a smaller.</param>
    public static Dataset Create(SyntheticOptions options, Seed seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Dataset("synthetic", Create(options, options.TrainCount, seed.For("synthetic-train")),
            Create(options, options.TestCount, seed.For("synthetic-test")));
    }

    /// <summary>One picture.</summary>
    /// <param name="side">H and W, in pixels, at least 1.</param>
    /// <param name="seed">Draws it.</param>
    public static RgbImage Picture(int side, Seed seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        RandomStream random = seed.Stream();
        byte[] pixels = new byte[checked(3 * side * side)];
        Subject subject = Subject.All[random.Next(Subject.All.Count)];
        new Photograph(side, random).Take(subject, pixels);
        return new RgbImage(side, side, pixels);
    }

    private static LabeledImages Create(SyntheticOptions options, int count, Seed seed)
    {
        int imageSize = checked(3 * options.Size * options.Size);
        byte[] pixels = new byte[checked(count * imageSize)];
        int[] labels = new int[count];
        OrderedParallel.For(count, i =>
        {
            // Round robin is even, and no order to learn from: training shuffles.
            labels[i] = i % options.ClassCount;
            Photograph photograph = new(options.Size, seed.For("image", i).Stream());
            photograph.Take(Subject.All[labels[i]], pixels.AsSpan(i * imageSize, imageSize));
        });
        string[] names = [.. Subject.All.Take(options.ClassCount).Select(subject => subject.Name)];
        return new LabeledImages(pixels, labels, options.Size, options.Size, names);
    }
}
