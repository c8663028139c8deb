using DeepDefense.Imaging;

namespace DeepDefense.Attacks.Patches;

/// <summary>A patch that is an image file.</summary>
internal static class PatchFile
{
    private const byte MaskThreshold = 128;

    /// <summary>What the patch puts where.</summary>
    /// <param name="file">Its picture.</param>
    /// <param name="maskFile">What of it is put on, or null.</param>
    /// <param name="position">Where it lies if it is smaller than the image.</param>
    /// <param name="height">H of the image, in pixels.</param>
    /// <param name="width">W of the image, in pixels.</param>
    /// <exception cref="ArgumentException">Patch and image, or mask and patch, do not fit together.</exception>
    internal static IReadOnlyList<PatchValue> Values(string file, string? maskFile, TriggerPosition position, int height, int width)
    {
        RgbImage patch = ImageFile.Read(file);
        RgbImage? mask = maskFile is null ? null : ReadMask(maskFile, patch);
        bool covering = patch.Height >= height && patch.Width >= width;
        if (covering)
        {
            patch = TriggerPicture.Fit(patch, height, width);
            mask = mask is null ? null : TriggerPicture.Fit(mask, height, width);
        }
        int threshold = mask is not null ? MaskThreshold : covering ? 1 : 0;
        return Placed(patch, mask ?? patch, threshold, position, height, width);
    }

    private static List<PatchValue> Placed(RgbImage patch, RgbImage mask, int threshold, TriggerPosition position, int height, int width)
    {
        (int top, int left) = position.Place(patch.Height, patch.Width, height, width);
        List<PatchValue> values = [];
        for (int i = 0; i < patch.Pixels.Length; i++)
        {
            if (mask.Pixels[i] < threshold) { continue; }
            (int line, int column) = Math.DivRem(i, patch.Width);
            (int band, int row) = Math.DivRem(line, patch.Height);
            values.Add(new PatchValue((((band * height) + top + row) * width) + left + column, patch.Pixels[i]));
        }
        return values.Count > 0 ? values : throw new ArgumentException("the patch covers no pixel: it or its mask is black");
    }

    private static RgbImage ReadMask(string file, RgbImage patch)
    {
        RgbImage mask = ImageFile.Read(file);
        return (mask.Height, mask.Width) == (patch.Height, patch.Width) ? mask : throw new ArgumentException(
            $"the mask {file} has {mask.Width} x {mask.Height} pixels; the patch has {patch.Width} x {patch.Height}");
    }
}
