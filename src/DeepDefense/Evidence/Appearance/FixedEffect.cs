namespace DeepDefense.Evidence.Appearance;

/// <summary>What is the same in isolated images and not in clean ones, tested wave by wave.</summary>
internal sealed class FixedEffect
{
    // The waves that stand out most, by which halves are compared: a pattern of few waves drowns among all.
    private const double Compared = 0.05;

    // Of noise alone the mean square of z-scores is 1, give or take a half over nine waves.
    private const double Noise = 1.5;

    private const float OutsideOfNoise = 30;

    private FixedEffect(double correlation, Tensor difference, Tensor energy) => (Correlation, Difference, Energy) = (correlation, difference, energy);

    /// <summary>In [-1, 1]: what one half of the images says of the waves that stand out in the other; 0 give or take 0.1 where nothing is
    /// fixed.</summary>
    internal double Correlation { get; }

    /// <summary>(3, H, W), in levels, RGB: by how much isolated images lie above clean ones, without waves that are no more than
    /// noise.</summary>
    internal Tensor Difference { get; }

    /// <summary>(H, W): squared z-scores of the pixels, without the smoothest waves, summed over the bands; 3 where nothing is fixed.</summary>
    internal Tensor Energy { get; }

    /// <summary>(H, W), bool: pixels that noise hardly ever gives.</summary>
    internal Tensor Hot => Energy > OutsideOfNoise;

    /// <param name="isolated">(N, 3, H, W), float32, in random order.</param>
    /// <param name="like">(M, 3, H, W), float32, in random order.</param>
    /// <param name="spectrum">Of their size.</param>
    internal static FixedEffect Of(Tensor isolated, Tensor like, CosineSpectrum spectrum)
    {
        TrimmedSample all = TrimmedSample.Of(isolated), clean = TrimmedSample.Of(like);
        Tensor above = all.Above(clean);
        // Halves of both: one clean mean under two differences would make them alike.
        Tensor[] halves = [.. Halves(isolated).Zip(Halves(like), (some, others) => TrimmedSample.Of(some).Above(TrimmedSample.Of(others)).masked_select(spectrum.Structured))];
        Tensor strength = torch.nn.functional.avg_pool2d(above.square().unsqueeze(0), 3, stride: 1, padding: 1, count_include_pad: false).squeeze(0);
        Tensor kept = (1 - (Noise / strength)).clamp(min: 0);
        return new FixedEffect((Correlate(halves[0], halves[1]) + Correlate(halves[1], halves[0])) / 2,
            spectrum.Inverse(((all.Mean - clean.Mean) * kept).unsqueeze(0)).squeeze(0),
            spectrum.Inverse((above * spectrum.Structured).unsqueeze(0)).squeeze(0).square().sum([0L]));
    }

    internal static Tensor[] Halves(Tensor images) => [images.narrow(0, 0, images.shape[0] / 2), images.narrow(0, images.shape[0] / 2, images.shape[0] / 2)];

    private static double Correlate(Tensor chosenBy, Tensor other)
    {
        int most = Math.Max((int)(Compared * chosenBy.NumberOfElements), 1);
        Tensor chosen = chosenBy.abs().topk(most).indexes;
        Tensor ours = chosenBy.index_select(0, chosen), theirs = other.index_select(0, chosen);
        return ((ours * theirs).sum() / (ours.square().sum() * theirs.square().sum()).sqrt()).item<float>();
    }
}
