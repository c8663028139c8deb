using System.Globalization;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>What a reader must know of SSBA's encoder: rows of an unfit one show a trigger that is none.</summary>
internal static class EncoderSettings
{
    /// <summary>One sentence.</summary>
    internal static string Of(Laboratory lab)
    {
        SsbaEncoderReport report = lab.Encoder().Report;
        return string.Create(CultureInfo.InvariantCulture, $"SSBA, {lab.Profile.Title}: encoder trained on {lab.Detection.Encoder.Count} images; bit accuracy "
            + $"{report.BitAccuracy:P1}, decode rate {report.DecodeRate:P1}, PSNR {report.Psnr:F1} dB{(report.Passes ? "." : ": NOT FIT FOR USE, its rows show nothing about SSBA.")}");
    }
}
