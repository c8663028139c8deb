using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets;

public sealed class SyntheticImagesTests
{
    private static readonly Dataset Set =
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 300, TestCount = 20 }, new Seed(1));

    [Fact]
    public void The_same_seed_gives_the_same_images() =>
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 300, TestCount = 20 }, new Seed(1)).Train.Pixels
            .SequenceEqual(Set.Train.Pixels).ShouldBeTrue();

    [Fact]
    public void Another_seed_gives_other_images() =>
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 300, TestCount = 20 }, new Seed(2)).Train.Pixels
            .SequenceEqual(Set.Train.Pixels).ShouldBeFalse();

    [Fact]
    public void A_larger_set_begins_like_a_smaller_one() =>
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 10, TestCount = 1 }, new Seed(1)).Train.Pixels
            .SequenceEqual(Set.Train.Pixels[..(10 * 3 * 32 * 32)]).ShouldBeTrue();

    [Fact]
    public void Test_images_are_not_training_images() =>
        Set.Test.Image(0).SequenceEqual(Set.Train.Image(0)).ShouldBeFalse();

    [Fact]
    public void Classes_are_even() =>
        Set.Train.Labels.ToArray().CountBy(label => label).ShouldAllBe(pair => pair.Value == 30);

    [Fact]
    public void Size_and_classes_are_those_asked_for()
    {
        SyntheticOptions options = new() { TrainCount = 4, TestCount = 1, Size = 64, ClassCount = 3 };
        LabeledImages train = SyntheticImages.Create(options, new Seed(1)).Train;
        (train.Height, train.Width, train.ClassNames.Count).ShouldBe((64, 64, 3));
    }

    [Fact]
    public void Bands_correlate_as_those_of_photographs_do() =>
        Enumerable.Range(0, Set.Train.Count).Average(i => BandCorrelation(Set.Train.Image(i)))
            .ShouldBeInRange(0.88, 0.98);

    [Fact]
    public void Brightness_falls_with_frequency_as_in_photographs() =>
        Enumerable.Range(0, Set.Train.Count).Average(i => NeighbourCorrelation(Set.Train.Image(i)))
            .ShouldBeInRange(0.75, 0.98);

    [Fact]
    public void Few_pixels_are_clipped()
    {
        int clipped = 0;
        foreach (byte value in Set.Train.Pixels) { clipped += value is 0 or 255 ? 1 : 0; }
        ((double)clipped / Set.Train.Pixels.Length).ShouldBeLessThan(0.02);
    }

    // Equation 1 of the paper, averaged over the three pairs of bands.
    private static double BandCorrelation(ReadOnlySpan<byte> image)
    {
        int plane = image.Length / 3;
        ReadOnlySpan<byte> red = image[..plane];
        ReadOnlySpan<byte> green = image.Slice(plane, plane);
        ReadOnlySpan<byte> blue = image[(2 * plane)..];
        return (Pearson(red, green) + Pearson(red, blue) + Pearson(green, blue)) / 3;
    }

    private static double NeighbourCorrelation(ReadOnlySpan<byte> image)
    {
        ReadOnlySpan<byte> red = image[..(image.Length / 3)];
        return Pearson(red[..^1], red[1..]);
    }

    private static double Pearson(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        (double sumA, double sumB, double sumAA, double sumBB, double sumAB) = (0, 0, 0, 0, 0);
        for (int i = 0; i < a.Length; i++)
        {
            (sumA, sumB, sumAB) = (sumA + a[i], sumB + b[i], sumAB + a[i] * b[i]);
            (sumAA, sumBB) = (sumAA + a[i] * a[i], sumBB + b[i] * b[i]);
        }
        double n = a.Length;
        return (n * sumAB - sumA * sumB) / Math.Sqrt((n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB));
    }
}
