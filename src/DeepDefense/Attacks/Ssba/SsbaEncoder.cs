using System.Text.Json;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Attacks.Ssba;

/// <summary>A trained pair of networks for images of one size, with what was measured of it. It computes in float32
/// always, so that an image's result never depends on how the networks were trained.</summary>
public sealed class SsbaEncoder : IDisposable
{
    private const string Format = "deepdefense-ssba-encoder-1";

    // All batches have this size, the last filled up with black: kernels differ with the size, in the last digits, and an
    // image is to become the same alone and in company.
    private const int BatchSize = 32;
    private const double White = byte.MaxValue;
    private readonly StegaCodec _codec;
    private readonly Device _device;

    internal SsbaEncoder(StegaCodec codec, SsbaEncoderOptions options, int height, int width, Device device, SsbaEncoderReport report)
    {
        (_codec, Options, Height, Width, _device, Report) = (codec, options, height, width, device, report);
        _codec.eval();
    }

    /// <summary>How it was trained.</summary>
    public SsbaEncoderOptions Options { get; }

    /// <summary>H of its images, in pixels.</summary>
    public int Height { get; }

    /// <summary>W of its images, in pixels.</summary>
    public int Width { get; }

    /// <summary>What was measured on held-out images.</summary>
    public SsbaEncoderReport Report { get; }

    /// <summary>Bits of a secret.</summary>
    public int Bits => Options.Network.Bits;

    private int ImageSize => 3 * Height * Width;

    /// <summary>Hides a secret of its own in each image.</summary>
    /// <param name="pixels">(N, 3, H, W), values in [0, 255].</param>
    /// <param name="bits">(N, <see cref="Bits"/>).</param>
    /// <returns>(N, 3, H, W), values in [0, 255].</returns>
    /// <exception cref="ArgumentException">The pixels are not whole images of this size, or the bits not one secret for
    /// each.</exception>
    public byte[] Embed(ReadOnlySpan<byte> pixels, ReadOnlySpan<bool> bits)
    {
        int images = CountOf(pixels);
        if (bits.Length != images * Bits)
        {
            throw new ArgumentException($"{bits.Length} bits; expected {images} secrets of {Bits}", nameof(bits));
        }
        byte[] embedded = new byte[pixels.Length];
        using IDisposable pause = torch.no_grad();
        using Autocast exact = Autocast.Enter(_device, Precision.Float32); // the same image in training, poisoning and test
        for (int start = 0; start < images; start += BatchSize)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            int count = Math.Min(BatchSize, images - start);
            float[] secrets = new float[BatchSize * Bits];
            for (int i = 0; i < count * Bits; i++) { secrets[i] = bits[start * Bits + i] ? 1 : 0; }
            Tensor encoded = _codec.Encoder.Embed(Batch(pixels, start, count), secrets.ToTensor([BatchSize, Bits], _device));
            Tensor rounded = (encoded * White).round().to(ScalarType.Byte);
            rounded.ToArray<byte>().AsSpan(0, count * ImageSize).CopyTo(embedded.AsSpan(start * ImageSize));
        }
        return embedded;
    }

    /// <summary>Reads what is hidden in images.</summary>
    /// <param name="pixels">(N, 3, H, W), values in [0, 255].</param>
    /// <returns>(N, <see cref="Bits"/>).</returns>
    /// <exception cref="ArgumentException">The pixels are not whole images of this size.</exception>
    public bool[] Read(ReadOnlySpan<byte> pixels)
    {
        int images = CountOf(pixels);
        bool[] bits = new bool[images * Bits];
        using IDisposable pause = torch.no_grad();
        using Autocast exact = Autocast.Enter(_device, Precision.Float32); // the same image in training, poisoning and test
        for (int start = 0; start < images; start += BatchSize)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            int count = Math.Min(BatchSize, images - start);
            float[] logits = _codec.Decoder.forward(Batch(pixels, start, count)).ToArray<float>();
            for (int i = 0; i < count * Bits; i++) { bits[start * Bits + i] = logits[i] > 0; }
        }
        return bits;
    }

    /// <summary>Writes both networks, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => Safetensors.Write(path, _codec.State(), new Dictionary<string, string>
    {
        ["format"] = Format,
        ["size"] = JsonSerializer.Serialize(new Size(Height, Width), Json.Indented),
        ["options"] = JsonSerializer.Serialize(Options, Json.Indented),
        ["report"] = JsonSerializer.Serialize(Report, Json.Indented),
    });

    /// <summary>Reads an encoder that <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or of another kind.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SsbaEncoder Load(string path, Device device)
    {
        using Safetensors file = Safetensors.Read(path);
        if (!file.Metadata.TryGetValue("format", out string? format) || format != Format)
        {
            throw new ModelFormatException(path, "metadata 'format'", format ?? "none", $"{Format}: an encoder written by deepdefense ssba train");
        }
        StegaCodec? codec = null;
        try
        {
            Size size = Part<Size>(file, "size");
            SsbaEncoderOptions options = Part<SsbaEncoderOptions>(file, "options");
            RequireShapes(file, options.Network, size);
            codec = new StegaCodec(options.Network, size.Height, size.Width, new Init(default, device));
            codec.LoadState(file.Tensors);
            return new SsbaEncoder(codec, options, size.Height, size.Width, device, Part<SsbaEncoderReport>(file, "report"));
        }
        catch (Exception e) when (e is ArgumentException or JsonException or KeyNotFoundException)
        {
            codec?.Dispose();
            throw new ModelFormatException($"{path}: not the encoder that it says it is: {e.Message}", e);
        }
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose() => _codec.Dispose();

    // Before anything is built: sizes that the tensors do not have could ask for any amount of memory.
    private static void RequireShapes(Safetensors file, StegaOptions network, Size size)
    {
        Require("encoder.secret.weight", 3L * (size.Height / 4) * (size.Width / 4), network.Bits);
        Require("encoder.conv1.weight", network.Width, 6, 3, 3);

        void Require(string name, params long[] shape)
        {
            if (!file.Tensors[name].shape.SequenceEqual(shape))
            {
                throw new ArgumentException($"has '{name}' as {file.Tensors[name].Described()}; its metadata say ({string.Join(", ", shape)})");
            }
        }
    }

    private static T Part<T>(Safetensors file, string name) =>
        JsonSerializer.Deserialize<T>(file.Metadata[name], Json.Indented) ?? throw new JsonException($"metadata '{name}' is null");

    // (BatchSize, 3, H, W), float32, in [0, 1].
    private Tensor Batch(ReadOnlySpan<byte> pixels, int start, int count)
    {
        byte[] padded = new byte[BatchSize * ImageSize];
        pixels.Slice(start * ImageSize, count * ImageSize).CopyTo(padded);
        return padded.ToTensor([BatchSize, 3, Height, Width], _device).to(ScalarType.Float32) * (1 / White);
    }

    private int CountOf(ReadOnlySpan<byte> pixels) => pixels.Length % ImageSize == 0
        ? pixels.Length / ImageSize
        : throw new ArgumentException($"{pixels.Length} bytes are no whole number of 3 x {Height} x {Width} images", nameof(pixels));

    private sealed record Size(int Height, int Width);
}
