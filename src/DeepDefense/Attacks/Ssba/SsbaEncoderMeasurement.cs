using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Attacks.Ssba;

/// <summary>Measures an encoder on images that it has not seen.</summary>
internal static class SsbaEncoderMeasurement
{
    private const int FirstLetter = '!', LastLetter = '~';

    /// <summary>Hides a random secret in each image, reads it again, and fills in the report.</summary>
    internal static SsbaEncoderReport Of(SsbaEncoder encoder, LabeledImages images, Seed seed, SsbaEncoderReport unmeasured)
    {
        SecretCode code = SecretCode.Of(encoder.Bits);
        string[] secrets = Secrets(images.Count, code.MaxBytes, seed.Stream());
        bool[] hidden = [.. secrets.SelectMany(code.Encode)];
        byte[] before = images.Block(0, images.Count);
        byte[] embedded = encoder.Embed(before, hidden);
        bool[] read = encoder.Read(embedded);
        int decoded = Enumerable.Range(0, images.Count)
            .Count(i => code.Decode(read.AsSpan(i * encoder.Bits, encoder.Bits)) == secrets[i]);
        LabeledImages after = images.WithPixels(embedded);
        return unmeasured with
        {
            BitAccuracy = hidden.Zip(read, (from, to) => from == to).Average(same => same ? 1.0 : 0.0),
            DecodeRate = (double)decoded / images.Count,
            Psnr = Enumerable.Range(0, images.Count).Average(i => Psnr(images.Image(i), after.Image(i))),
            ChangedShare = 1 - (double)before.Zip(embedded).Count(pair => pair.First == pair.Second) / embedded.Length,
        };
    }

    /// <summary>Peak signal-to-noise ratio, in dB: infinite for equal images.</summary>
    internal static double Psnr(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        double squares = 0;
        for (int i = 0; i < before.Length; i++) { squares += Math.Pow(before[i] - after[i], 2); }
        return 10 * Math.Log10(Math.Pow(byte.MaxValue, 2) / (squares / before.Length));
    }

    private static string[] Secrets(int count, int letters, RandomStream random)
    {
        string[] secrets = new string[count];
        for (int i = 0; i < count; i++)
        {
            char[] secret = new char[letters];
            for (int k = 0; k < letters; k++) { secret[k] = (char)(FirstLetter + random.Next(LastLetter - FirstLetter + 1)); }
            secrets[i] = new string(secret);
        }
        return secrets;
    }
}
