using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Evidence.Appearance;

/// <summary>The steps of <see cref="TriggerAppearance"/>: is anything fixed, where, how opaque, and what is it.</summary>
internal static class AppearanceEstimate
{
    // Clean images of a single class of CIFAR-10 reach 0.38 (cars, which stand alike), else 0.18.
    private const double FixedCorrelation = 0.4;

    // Clean images of a single class of CIFAR-10 reach 1.1, noise of three levels 1.9.
    private const double OtherDetail = 1.6;

    // Of a pattern that both halves see as more opaque than this; contrast varies by as much from sample to sample.
    private const double LeastOpacity = 0.04;

    /// <summary>Where a pattern is not, and what one that is added stands around.</summary>
    internal const int Grey = 128;

    /// <param name="isolated">(N, 3, H, W), float32, in random order.</param>
    /// <param name="like">(M, 3, H, W), float32, in random order.</param>
    internal static TriggerAppearance Of(Tensor isolated, Tensor like)
    {
        TrimmedSample found = TrimmedSample.Of(isolated), clean = TrimmedSample.Of(like);
        TriggerAppearance nothing = new()
        {
            Kind = AppearanceKind.NotVisible,
            Images = (int)isolated.shape[0],
            Like = (int)like.shape[0],
            LikeMean = ToImage(clean.Mean),
            IsolatedMean = ToImage(found.Mean),
            Difference = (found.Mean - clean.Mean).ToArray<float>(),
        };
        if (nothing.Images < TriggerAppearance.LeastImages || nothing.Like < TriggerAppearance.LeastImages) { return nothing; }
        CosineSpectrum spectrum = new((int)isolated.shape[2], (int)isolated.shape[3]);
        (Tensor waves, Tensor cleanWaves) = (spectrum.Forward(isolated), spectrum.Forward(like));
        FixedEffect effect = FixedEffect.Of(waves, cleanWaves, spectrum);
        double detail = DetailShift(waves, cleanWaves, spectrum);
        TriggerAppearance seen = nothing with
        {
            HalvesCorrelation = effect.Correlation,
            DetailShift = detail,
            Difference = effect.Difference.ToArray<float>(),
        };
        bool isFixed = effect.Correlation >= FixedCorrelation;
        if (PatchRegion.Find(found, clean, effect, isFixed) is Tensor region) { return Patch(seen, found, clean, region); }
        if (isFixed) { return Pattern(seen, isolated, like, clean, effect); }
        return Math.Abs(detail) >= OtherDetail ? seen with { Kind = AppearanceKind.DiffersFromImageToImage } : seen;
    }

    private static TriggerAppearance Patch(TriggerAppearance seen, TrimmedSample found, TrimmedSample clean, Tensor region)
    {
        double kept = ((found.Deviation.square() * region).sum() / (clean.Deviation.square() * region).sum()).sqrt().item<float>();
        double opacity = Math.Clamp(1 - kept, LeastOpacity, 1);
        Tensor pattern = clean.Mean + ((found.Mean - clean.Mean) / opacity);
        float[] mask = (region * opacity).to_type(ScalarType.Float32).ToArray<float>();
        return seen with
        {
            Kind = AppearanceKind.FixedPatch,
            Opacity = opacity,
            Pattern = ToImage(torch.where(region, pattern, torch.full_like(pattern, Grey))),
            Mask = mask,
            Box = PixelBox.Of(mask, seen.LikeMean.Width),
        };
    }

    private static TriggerAppearance Pattern(TriggerAppearance seen, Tensor isolated, Tensor like, TrimmedSample clean, FixedEffect effect)
    {
        double[] halves = [.. FixedEffect.Halves(isolated).Zip(FixedEffect.Halves(like), Opacity)];
        double? opacity = halves.Min() >= LeastOpacity ? Math.Min(Opacity(isolated, like), 1) : null;
        float[] mask = new float[seen.LikeMean.Height * seen.LikeMean.Width];
        Array.Fill(mask, (float)(opacity ?? 1));
        return seen with
        {
            Kind = AppearanceKind.FixedPattern,
            Opacity = opacity,
            Pattern = ToImage(opacity is double share ? clean.Mean + (effect.Difference / share) : effect.Difference + Grey),
            Mask = mask,
            Box = PixelBox.Of(mask, seen.LikeMean.Width),
        };
    }

    // x' = (1 - a) x + a t: whatever t is, pixels vary from image to image by the share 1 - a of what they did.
    private static double Opacity(Tensor isolated, Tensor like) =>
        1 - (TrimmedSample.Of(isolated).Deviation / TrimmedSample.Of(like).Deviation.clamp(min: 1)).flatten().median().item<float>();

    private static double DetailShift(Tensor waves, Tensor cleanWaves, CosineSpectrum spectrum)
    {
        TrimmedSample found = TrimmedSample.Of(LogEnergy(waves)), clean = TrimmedSample.Of(LogEnergy(cleanWaves));
        Tensor above = (found.Mean - clean.Mean) / clean.Deviation.clamp(min: 1e-3);
        return above[above.abs().argmax()].item<float>();

        // (N, 3): brightness and two colours. Energies of natural images spread over decades: their logarithms are nearly normal.
        Tensor LogEnergy(Tensor images) => ((images.square() * spectrum.Detailed).sum([2L, 3L]) + 1).log();
    }

    private static RgbImage ToImage(Tensor image) =>
        new((int)image.shape[1], (int)image.shape[2], image.round().clamp(0, 255).to_type(ScalarType.Byte).contiguous().ToArray<byte>());
}
