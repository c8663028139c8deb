using System.Globalization;
using DeepDefense.Datasets;

namespace DeepDefense.Steganalysis;

/// <summary>What the images of a set share that is none of their content: whoever learns from clean images with other traits than those
/// that are scanned, learns the wrong thing.</summary>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels.</param>
/// <param name="GreyShare">Share of images whose three bands are equal, in [0, 1].</param>
/// <param name="BlockEdges">Mean absolute difference of neighbouring pixels across the borders of JPEG's blocks of 8 x 8, over that one pixel
/// beside them: 1 where nothing was compressed in place, 1.06 at quality 75 (CIFAR-10).</param>
/// <param name="Images">How many images were looked at.</param>
public sealed record ImageTraits(int Height, int Width, double GreyShare, double BlockEdges, int Images)
{
    private const int MostImages = 1000;
    private const int Block = 8;

    // By the same formula in numpy on CIFAR-10: parts of 517 images differ by .003.
    private const double EdgesOfOneImage = 0.065;
    private const double LeastEdges = 0.03;
    private const double LeastGrey = 0.5;

    // So too: .629 and .630 on two parts of CIFAR-10, .642 at JPEG's quality 75 or with a tenth blended with noise, .569 brought to 32 pixels from 64.
    private const double RoughnessOfOneImage = 0.036;
    private const double LeastRoughness = 0.03;
    private const double BeyondChance = 3;

    /// <summary>Sum of the absolute differences of pixels side by side over that of pixels two apart, which are fewer: about 0.5 where all is smooth, 0.63 in photographs
    /// (CIFAR-10), less where they were resized, 1 in noise; null: not known, as of a detector of before.</summary>
    public double? Roughness { get; init; }

    /// <summary>The traits of a set; of a large one, those of images at equal distances in it.</summary>
    /// <param name="images">At least one.</param>
    public static ImageTraits Of(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        LabeledImages some = images.EvenlySpaced(MostImages);
        int grey = 0;
        (double across, double beside) columns = default, rows = default;
        (double near, double far) steps = default;
        for (int i = 0; i < some.Count; i++)
        {
            int[] sums = Sums(some.Image(i), images.Height * images.Width, out bool isGrey);
            grey += isGrey ? 1 : 0;
            Add(ref columns, sums, images.Width, images.Height, 1, images.Width);
            Add(ref rows, sums, images.Height, images.Width, images.Width, 1);
            AddSteps(ref steps, sums, images.Width, images.Height, 1, images.Width);
            AddSteps(ref steps, sums, images.Height, images.Width, images.Width, 1);
        }
        return new ImageTraits(images.Height, images.Width, (double)grey / some.Count, Math.Sqrt(Ratio(columns) * Ratio(rows)), some.Count)
        {
            Roughness = steps.far > 0 ? steps.near / steps.far : null,
        };
    }

    /// <summary>What of this set is not so in another, in words; empty: nothing.</summary>
    /// <param name="other">The other.</param>
    /// <param name="here">How this set is called.</param>
    /// <param name="there">How the other is called.</param>
    public IReadOnlyList<string> DifferencesFrom(ImageTraits other, string here, string there)
    {
        ArgumentNullException.ThrowIfNull(other);
        List<string> differences = [];
        if ((Height, Width) != (other.Height, other.Width)) { differences.Add($"{here} are of {Width} x {Height} pixels, {there} of {other.Width} x {other.Height}"); }
        if (Math.Abs(GreyShare - other.GreyShare) > LeastGrey)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * GreyShare:F0} % of {here} are grey, of {there} {100 * other.GreyShare:F0} %"));
        }
        double chance = EdgesOfOneImage * Math.Sqrt((1.0 / Images) + (1.0 / other.Images));
        if (Math.Abs(BlockEdges - other.BlockEdges) > LeastEdges + (BeyondChance * chance))
        {
            (string more, string less) = BlockEdges > other.BlockEdges ? (here, there) : (there, here);
            differences.Add($"{more} show JPEG's blocks, {less} do not or less");
        }
        if (Roughness is double rough && other.Roughness is double otherRough
            && Math.Abs(rough - otherRough) > LeastRoughness + (BeyondChance * RoughnessOfOneImage * Math.Sqrt((1.0 / Images) + (1.0 / other.Images))))
        {
            (string rougher, string smoother) = rough > otherRough ? (here, there) : (there, here);
            differences.Add($"{smoother} are smoother than {rougher}, as if they had been resized from another size");
        }
        return differences;
    }

    // Of the three bands, pixel by pixel.
    private static int[] Sums(ReadOnlySpan<byte> pixels, int size, out bool isGrey)
    {
        int[] sums = new int[size];
        isGrey = true;
        for (int i = 0; i < size; i++)
        {
            (byte red, byte green, byte blue) = (pixels[i], pixels[size + i], pixels[(2 * size) + i]);
            sums[i] = red + green + blue;
            isGrey &= red == green && green == blue;
        }
        return sums;
    }

    // The last pixel of a line has none behind it.
    private static void AddSteps(ref (double Near, double Far) into, int[] sums, int length, int lines, int step, int stride)
    {
        for (int line = 0; line < lines; line++)
        {
            for (int i = 0; i + 1 < length; i++)
            {
                int at = (line * stride) + (i * step);
                into.Near += Math.Abs(sums[at + step] - sums[at]);
                if (i + 2 < length) { into.Far += Math.Abs(sums[at + (2 * step)] - sums[at]); }
            }
        }
    }

    // Along lines of `length` pixels, `step` apart from one to the next; `lines` of them, `stride` apart.
    private static void Add(ref (double Across, double Beside) into, int[] sums, int length, int lines, int step, int stride)
    {
        for (int border = Block; border < length; border += Block)
        {
            for (int line = 0; line < lines; line++)
            {
                int at = (line * stride) + (border * step);
                into.Across += Math.Abs(sums[at] - sums[at - step]);
                into.Beside += 0.5 * Math.Abs(sums[at - step] - sums[at - (2 * step)]);
                into.Beside += 0.5 * (border + 1 < length ? Math.Abs(sums[at + step] - sums[at]) : Math.Abs(sums[at - step] - sums[at - (2 * step)]));
            }
        }
    }

    // Images smaller than a block have no border, those of one colour no difference.
    private static double Ratio((double Across, double Beside) differences) => differences.Beside > 0 ? differences.Across / differences.Beside : 1;
}
