using System.Globalization;
using DeepDefense.Imaging;

namespace DeepDefense.Evidence.Appearance;

/// <summary>A trigger's appearance as pictures for people, and as files to attack with.</summary>
public static class AppearancePicture
{
    // Side of a panel, about: large enough that a patch of three pixels is seen at once.
    private const int PanelSide = 256;
    private const int Gap = 12;
    private const int Grey = 128;

    // Levels beyond grey that the strongest difference is brought to.
    private const float Strongest = 120;
    private const float MostFactor = 32;

    // Where nothing is fixed the difference is chance: made stronger, it would look like something.
    private const float FactorOfChance = 4;

    // A difference that is none is grey, and must not run into the grey around it.
    private const byte Frame = 64;

    /// <summary>The panels, each of the images' size (3, H, W), with a title: clean mean, isolated mean, difference around grey; of a patch
    /// its mask (the lighter, the more opaque); of a patch or pattern that itself.</summary>
    public static IReadOnlyList<(string Title, RgbImage Picture)> Panels(TriggerAppearance appearance)
    {
        ArgumentNullException.ThrowIfNull(appearance);
        float factor = Factor(appearance);
        List<(string, RgbImage)> panels =
        [
            ("mean of clean images", appearance.LikeMean),
            ("mean of isolated images", appearance.IsolatedMean),
            (string.Create(CultureInfo.InvariantCulture, $"difference, {factor:0.#} times, around grey"), Difference(appearance, factor)),
        ];
        if (appearance is { Kind: AppearanceKind.FixedPatch, Mask: { } mask }) { panels.Add(("mask", ToPicture(mask, appearance.LikeMean))); }
        if (appearance.Pattern is { } pattern)
        {
            panels.Add((appearance.Opacity is null ? "pattern, around grey" : "pattern", pattern));
        }
        return panels;
    }

    /// <summary>The panels side by side, framed, each pixel a square.</summary>
    public static RgbImage Compose(TriggerAppearance appearance)
    {
        IReadOnlyList<(string Title, RgbImage Picture)> panels = Panels(appearance);
        int side = Math.Max(appearance.LikeMean.Height, appearance.LikeMean.Width);
        return ContactSheet.Compose([[.. panels.Select(panel => Framed(panel.Picture))]], Math.Max(PanelSide / side, 1), Gap);
    }

    /// <summary>Writes <c>trigger.png</c>, the panels side by side, and of a fixed trigger <c>trigger-pattern.png</c> and
    /// <c>trigger-mask.png</c> of the images' own size.</summary>
    /// <param name="folder">Where to; files of these names are replaced.</param>
    /// <param name="appearance">The trigger.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, TriggerAppearance appearance)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(appearance);
        ImageFile.WritePng(Path.Combine(folder, "trigger.png"), Compose(appearance));
        if (appearance is { Mask: { } mask, Pattern: { } pattern })
        {
            ImageFile.WritePng(Path.Combine(folder, "trigger-pattern.png"), pattern);
            ImageFile.WritePng(Path.Combine(folder, "trigger-mask.png"), ToPicture(mask, appearance.LikeMean));
        }
    }

    private static float Factor(TriggerAppearance appearance)
    {
        if (appearance.Pattern is null) { return FactorOfChance; }
        float most = appearance.Difference.Max(Math.Abs);
        return Math.Clamp(Strongest / Math.Max(most, 1), 1, MostFactor);
    }

    private static RgbImage Difference(TriggerAppearance appearance, float factor) => new(appearance.LikeMean.Height, appearance.LikeMean.Width,
        [.. appearance.Difference.Select(levels => (byte)Math.Clamp(MathF.Round(Grey + (factor * levels)), 0, 255))]);

    private static RgbImage Framed(RgbImage picture)
    {
        (int height, int width) = (picture.Height + 2, picture.Width + 2);
        byte[] framed = new byte[3 * height * width];
        Array.Fill(framed, Frame);
        for (int row = 0; row < 3 * picture.Height; row++)
        {
            (int band, int y) = (row / picture.Height, row % picture.Height);
            picture.Pixels.Slice(row * picture.Width, picture.Width).CopyTo(framed.AsSpan((((band * height) + y + 1) * width) + 1));
        }
        return new RgbImage(height, width, framed);
    }

    private static RgbImage ToPicture(IReadOnlyList<float> mask, RgbImage like)
    {
        byte[] plane = [.. mask.Select(share => (byte)MathF.Round(byte.MaxValue * share))];
        return new RgbImage(like.Height, like.Width, [.. plane, .. plane, .. plane]);
    }
}
