using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Patches;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Evidence.Appearance;

/// <summary>What a scan might isolate: triggered images, one in twenty of them clean.</summary>
internal static class IsolatedExamples
{
    private static readonly Dataset Images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 160, TestCount = 400 }, new Seed(5));

    internal static LabeledImages Clean => Images.Train;

    /// <summary>Clean images to compare with.</summary>
    internal static LabeledImages Like => Images.Test;

    internal static Trigger Corner(TriggerPosition position) => new BadNetsOptions { Position = position }.CreateTrigger();

    internal static BlendFullTrigger Blend { get; } = new(new BlendFullOptions());

    internal static LabeledImages Triggered(Trigger trigger, LabeledImages clean) => WithWrong(trigger.Apply(clean), clean);

    /// <summary>A wave of six periods, as wide as the image, in all bands.</summary>
    internal static double Wave(int column) => 8 * Math.Sin(2 * Math.PI * 6 * column / Clean.Width);

    internal static LabeledImages WithWave(LabeledImages clean) => WithWrong(Changed(clean, i => Wave(i % clean.Width)), clean);

    internal static LabeledImages WithNoise(LabeledImages clean)
    {
        RandomStream random = new Seed(3).Stream();
        return WithWrong(Changed(clean, _ => 5 * random.NextGaussian()), clean);
    }

    private static LabeledImages WithWrong(LabeledImages triggered, LabeledImages clean)
    {
        int[] wrong = [.. Enumerable.Range(0, clean.Count).Where(i => i % 20 == 7)];
        return triggered.WithImages(wrong, clean.Subset(wrong));
    }

    private static LabeledImages Changed(LabeledImages images, Func<int, double> by) =>
        images.WithPixels([.. images.Block(0, images.Count).Select((value, i) => (byte)Math.Clamp(Math.Round(value + by(i)), 0, 255))]);
}
