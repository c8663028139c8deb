using DeepDefense.Torch;

namespace DeepDefense.Evidence.Appearance;

/// <summary>Images of one size as cosine waves (orthonormal DCT-II) of brightness and two opponent colours. In natural images these are nearly
/// uncorrelated, pixels are not: a test of each is a test of its own, and what is fixed stands out from content.</summary>
internal sealed class CosineSpectrum
{
    // Waves of less than one and a half periods: there the classes themselves differ.
    private const int Smooth = 3;

    // Half of the highest frequency: fine detail.
    private const double Fine = 0.5;

    private readonly Tensor _rows, _columns, _colours;

    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    internal CosineSpectrum(int height, int width)
    {
        (_rows, _columns) = (Waves(height), Waves(width));
        (float third, float half, float sixth) = (1 / MathF.Sqrt(3), 1 / MathF.Sqrt(2), 1 / MathF.Sqrt(6));
        _colours = new[] { third, third, third, half, 0, -half, sixth, -2 * sixth, sixth }.ToTensor([3, 3]);
        Tensor vertical = torch.arange(height, dtype: ScalarType.Float32).unsqueeze(1), horizontal = torch.arange(width, dtype: ScalarType.Float32);
        Structured = (vertical + horizontal) >= Smooth;
        Detailed = ((vertical / height).square() + (horizontal / width).square()) >= Fine * Fine;
    }

    /// <summary>(H, W), bool: all but the smoothest waves.</summary>
    internal Tensor Structured { get; }

    /// <summary>(H, W), bool: fine detail.</summary>
    internal Tensor Detailed { get; }

    /// <param name="images">(N, 3, H, W), float32, RGB.</param>
    /// <returns>(N, 3, H, W): brightness, red against blue, green against both; by vertical and horizontal frequency.</returns>
    internal Tensor Forward(Tensor images) => Turn(images, _rows, _columns, _colours);

    /// <summary>Back to RGB. Both ways lengths are kept, so that white noise stays white.</summary>
    internal Tensor Inverse(Tensor spectra) => Turn(spectra, _rows.t(), _columns.t(), _colours.t());

    private static Tensor Turn(Tensor images, Tensor rows, Tensor columns, Tensor colours)
    {
        Tensor horizontal = torch.nn.functional.linear(images, columns);
        Tensor both = torch.nn.functional.linear(horizontal.transpose(-1, -2), rows).transpose(-1, -2);
        return torch.nn.functional.linear(both.transpose(1, -1), colours).transpose(1, -1).contiguous();
    }

    private static Tensor Waves(int size)
    {
        float[] waves = new float[size * size];
        for (int i = 0; i < waves.Length; i++)
        {
            (int frequency, int place) = (i / size, i % size);
            waves[i] = (float)(Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / size) * Math.Cos(Math.PI * (place + 0.5) * frequency / size));
        }
        return waves.ToTensor([size, size]);
    }
}
