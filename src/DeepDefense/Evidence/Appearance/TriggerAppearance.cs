using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Evidence.Appearance;

/// <summary>What a trigger looks like, of which nothing is known but the images that carry it. Estimated so that a fifth of wrong images
/// among them does no harm.</summary>
public sealed record TriggerAppearance
{
    /// <summary>Fewer images, isolated or clean, are not judged.</summary>
    public const int LeastImages = 30;

    // What is sorted and transformed at a time: of small images all that there are.
    private const int MostValues = 20_000_000;
    private const int MostImages = 2000;

    /// <summary>What the images have in common.</summary>
    public required AppearanceKind Kind { get; init; }

    /// <summary>Isolated images that this rests on, at least 1.</summary>
    public required int Images { get; init => field = Require.AtLeast(value, 1); }

    /// <summary>Clean images that they were compared with, at least 1.</summary>
    public required int Like { get; init => field = Require.AtLeast(value, 1); }

    /// <summary>Whether halves of the images show the same, in [-1, 1]: the correlation of their differences from clean images (in
    /// standard errors, wave by wave), over the twentieth of waves that stand out most in one of them. About 0 where nothing is fixed. Null:
    /// too few images.</summary>
    public double? HalvesCorrelation { get; init; }

    /// <summary>How far the strength of fine detail (the logarithm of its energy, of brightness or a colour, whichever moved most) lies above
    /// that of clean images, in their winsorized standard deviations: near 0 where the images are clean. Null: too few images.</summary>
    public double? DetailShift { get; init; }

    /// <summary>Share of the pattern in the pixels that it covers, in (0, 1]: 1 overwrites them. Null where nothing is fixed, and where the
    /// pattern is added to pixels that keep their contrast.</summary>
    public double? Opacity { get; init => field = value is double share ? Require.ClosedUnit(share) : null; }

    /// <summary>The trigger itself, (3, H, W); grey (128) where it is not. A pattern that is added stands around grey. Null where nothing is
    /// fixed.</summary>
    public RgbImage? Pattern { get; init; }

    /// <summary>(H, W), row-major, in [0, 1]: the share of the pattern in each pixel, and 1 where a pattern is added. Null where nothing is
    /// fixed.</summary>
    public IReadOnlyList<float>? Mask { get; init; }

    /// <summary>The pixels of the mask. Null where nothing is fixed.</summary>
    public PixelBox? Box { get; init; }

    /// <summary>The mean of the clean images, (3, H, W), trimmed.</summary>
    public required RgbImage LikeMean { get; init; }

    /// <summary>The mean of the isolated images, (3, H, W), trimmed.</summary>
    public required RgbImage IsolatedMean { get; init; }

    /// <summary>(3, H, W), in levels: by how much isolated images lie above clean ones, without what is no more than noise.</summary>
    public required IReadOnlyList<float> Difference { get; init; }

    /// <summary>Estimates it.</summary>
    /// <param name="isolated">Images that are held for poisoned, at least one.</param>
    /// <param name="like">Clean images of the classes that these truly are of, i.e. of all, at least one; more make it sharper.</param>
    /// <param name="seed">Its child <c>appearance</c> draws the halves, and of very many images those that are used.</param>
    /// <exception cref="ArgumentException">There is no image of a kind, or the sizes differ.</exception>
    public static TriggerAppearance Of(LabeledImages isolated, LabeledImages like, Seed seed)
    {
        ArgumentNullException.ThrowIfNull(isolated);
        ArgumentNullException.ThrowIfNull(like);
        if (isolated.Count == 0 || like.Count == 0) { throw new ArgumentException($"{isolated.Count} isolated and {like.Count} clean images: expected at least one of each"); }
        if ((isolated.Height, isolated.Width) != (like.Height, like.Width))
        {
            throw new ArgumentException($"isolated images of {isolated.Width} x {isolated.Height} pixels, clean ones of {like.Width} x {like.Height}", nameof(like));
        }
        using DisposeScope scope = torch.NewDisposeScope();
        RandomStream random = seed.For("appearance").Stream();
        return AppearanceEstimate.Of(Drawn(isolated, random), Drawn(like, random));
    }

    /// <summary>Puts it on images, as far as it is known.</summary>
    /// <param name="images">(N, 3, H, W).</param>
    /// <returns>They with the pattern, under their own labels; or null: nothing is fixed.</returns>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    public LabeledImages? On(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (Pattern is null || Mask is null) { return null; }
        if ((images.Height, images.Width) != (Pattern.Height, Pattern.Width))
        {
            throw new ArgumentException($"images of {images.Width} x {images.Height} pixels, a pattern of {Pattern.Width} x {Pattern.Height}", nameof(images));
        }
        ReadOnlySpan<byte> under = images.Pixels, pattern = Pattern.Pixels;
        byte[] pixels = new byte[under.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            double over = pattern[i % images.ImageSize], share = Mask[i % Mask.Count];
            pixels[i] = (byte)Math.Clamp(Math.Round(Opacity is null ? under[i] + over - AppearanceEstimate.Grey : (under[i] * (1 - share)) + (over * share)), 0, 255);
        }
        return images.WithPixels(pixels);
    }

    private static Tensor Drawn(LabeledImages images, RandomStream random)
    {
        int most = Math.Clamp(MostValues / images.ImageSize, LeastImages, MostImages);
        LabeledImages drawn = images.Subset([.. random.Permutation(images.Count).Take(most)]);
        return drawn.ToTensor(torch.CPU).to_type(ScalarType.Float32);
    }
}
