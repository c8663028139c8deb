using System.Globalization;
using System.Text.Json.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Attacks.Ssba;

/// <summary>What an encoder does on images that it was not trained on, after rounding to uint8, each image with a secret
/// of its own.</summary>
/// <param name="Attempt">Which first weights came through, counted from 0.</param>
/// <param name="Steps">Steps taken from them.</param>
/// <param name="ImageLossFrom">The step from which on the change of the images counted, or null: never.</param>
/// <param name="HeldOutImages">Images measured on.</param>
/// <param name="BitAccuracy">Share of bits read right, in [0, 1].</param>
/// <param name="DecodeRate">Share of images whose secret was read without an error after correction, in [0, 1].</param>
/// <param name="Psnr">Mean peak signal-to-noise ratio of the images, in dB; infinite where one did not change.</param>
/// <param name="ChangedShare">Share of the pixel values that changed, in [0, 1].</param>
public sealed record SsbaEncoderReport(int Attempt, long Steps, long? ImageLossFrom, int HeldOutImages, double BitAccuracy,
    double DecodeRate, double Psnr, double ChangedShare)
{
    /// <summary>Least share of bits read right.</summary>
    public const double LeastBitAccuracy = 0.99;

    /// <summary>Least share of secrets read.</summary>
    public const double LeastDecodeRate = 0.99;

    /// <summary>Least peak signal-to-noise ratio, in dB.</summary>
    public const double LeastPsnr = 30;

    /// <summary>Whether the encoder is fit for use.</summary>
    [JsonIgnore]
    public bool Passes => Missed().Length == 0;

    /// <summary>Makes an unfit encoder an error.</summary>
    /// <exception cref="TrainingException">A gate is missed; the message names each.</exception>
    public void RequirePass()
    {
        if (!Passes) { throw new TrainingException("the encoder is not fit for use: " + string.Join(", ", Missed())); }
    }

    private string[] Missed()
    {
        (string Name, double Value, double Least)[] gates =
        [
            ("bit accuracy", BitAccuracy, LeastBitAccuracy),
            ("decode rate", DecodeRate, LeastDecodeRate),
            ("PSNR", Psnr, LeastPsnr),
        ];
        return [.. gates.Where(gate => !(gate.Value >= gate.Least))
            .Select(gate => string.Create(CultureInfo.InvariantCulture, $"{gate.Name} {gate.Value:0.####} below {gate.Least}"))];
    }
}
