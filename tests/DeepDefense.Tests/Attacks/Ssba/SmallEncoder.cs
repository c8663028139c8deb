using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks.Ssba;

/// <summary>Encoders that are trained for no more than a few steps.</summary>
internal static class SmallEncoder
{
    internal static Compute Compute { get; } = new(torch.CPU, Precision.Float32);

    internal static SsbaEncoderOptions Options { get; } = new() { Network = new StegaOptions { Bits = 50, Width = 2 }, Steps = 1, BatchSize = 4 };

    /// <summary>Writes an encoder.</summary>
    /// <returns>Its path.</returns>
    internal static string Write(string path, int side = 32)
    {
        LabeledImages images = TestImages.Of(20, side, side);
        using SsbaEncoder encoder = SsbaEncoderTraining.Train(images, Options, Compute, new Seed(1));
        encoder.Save(path);
        return path;
    }
}
