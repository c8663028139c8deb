using System.Text.Json;
using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Steganalysis;

/// <summary>A trained WISERNet that gives each image a score, and the scores of held-out clean images, from which
/// thresholds of a chosen false-positive rate follow.</summary>
public sealed class StegoDetector : IDisposable
{
    /// <summary>The paper's label of a clean image; a poisoned one is 0.</summary>
    internal const int CleanLabel = 1;

    private const string Format = "deepdefense-detector-1";
    private const string ImagesKey = "images";
    private const string CalibrationName = "calibration.clean";
    private const int TurnedAtOnce = 1024; // copies: a set that is mapped may be larger than the memory
    private readonly WiserNet _network;
    private readonly WiserNetOptions _options;
    private readonly Device _device;
    private readonly double[] _cleanScores; // ascending

    private StegoDetector(WiserNet network, WiserNetOptions options, StegoSource source, ImageTraits? images, Device device, double[] cleanScores)
    {
        (_network, _options, Source, Images, _device, _cleanScores) = (network, options, source, images, device, cleanScores);
        _network.eval();
    }

    /// <summary>What it was trained to find.</summary>
    public StegoSource Source { get; }

    /// <summary>What the clean images were like that thresholds are set by, or null: an older file, which does not say.</summary>
    public ImageTraits? Images { get; }

    /// <summary>Scores that thresholds are set by: those of held-out clean images in all eight turns and mirrorings
    /// (in all four mirrorings where images are not square).</summary>
    public int CalibrationCount => _cleanScores.Length;

    /// <summary>Why what this detector says of images may mean little: they are unlike those that it was calibrated on.</summary>
    /// <param name="images">What is to be scanned.</param>
    /// <returns>In words; empty: nothing is known to speak against it.</returns>
    /// <exception cref="ArgumentException">They are of another size.</exception>
    public IReadOnlyList<string> DoubtsOf(LabeledImages images)
    {
        RequireSizeOf(images);
        if (Images is null) { return ["the detector's file is of an older version and does not say for what size and kind of images it was made: train it again"]; }
        return ImageTraits.Of(images).DifferencesFrom(Images, "the images", "those that the detector was calibrated on");
    }

    /// <summary>Refuses images that this detector was not made for; an older one does not say for which.</summary>
    /// <param name="images">What is to be scanned.</param>
    /// <exception cref="ArgumentException">They are of another size.</exception>
    public void RequireSizeOf(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (Images is null || (Images.Height, Images.Width) == (images.Height, images.Width)) { return; }
        throw new ArgumentException($"the detector was made for images of {Images.Width} x {Images.Height} pixels, these are of {images.Width} x {images.Height}: "
            + "train a detector on clean images of that size, or resize with --image-size", nameof(images));
    }

    /// <summary>Scores the images: the log-odds ln p(poisoned) / p(clean). 0 is the paper's operating point.</summary>
    /// <returns>(N).</returns>
    public double[] Score(LabeledImages images, Compute compute, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        ScoresOf(_network, images, compute with { Device = _device }, progress, cancellation);

    /// <summary>The scores that a network gives. Ranks divide the batches; each gets all scores.</summary>
    /// <param name="network">In use, not in training.</param>
    /// <param name="images">N images.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>(N), log-odds of being poisoned.</returns>
    internal static double[] ScoresOf(WiserNet network, LabeledImages images, Compute compute, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(compute);
        double[] scores = new double[images.Count];
        using IDisposable pause = torch.no_grad();
        using QuantizedWiserNet? quantized = compute.ScoresInInt8 ? new(network) : null;
        Func<Tensor, Tensor> forward = quantized is null ? network.forward : quantized.Forward;
        foreach (PixelBatch batch in images.Batches(compute.Group.Rank, compute.Group.Size, cancellation))
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using Autocast autocast = compute.Enter();
            Tensor input = images.ToTensor(batch, compute.Device).to(ScalarType.Float32).ChannelsLast();
            float[] logits = forward(input).to(ScalarType.Float32).ToArray<float>();
            for (int i = 0; i < batch.Count; i++) { scores[batch.Start + i] = logits[2 * i] - logits[2 * i + CleanLabel]; }
            progress?.Report((double)(batch.Start + batch.Count) / images.Count);
        }
        compute.Group.Sum(scores, cancellation); // 0 of all others
        return scores;
    }

    /// <summary>The lowest threshold that at most this share of the calibration scores exceeds.</summary>
    /// <param name="falsePositiveRate">In [0, 1].</param>
    public double ThresholdAt(double falsePositiveRate)
    {
        Require.ClosedUnit(falsePositiveRate, nameof(falsePositiveRate));
        int above = (int)Math.Floor(falsePositiveRate * _cleanScores.Length);
        return above == _cleanScores.Length ? double.NegativeInfinity : _cleanScores[^(above + 1)];
    }

    /// <summary>What the held-out clean images say of a threshold. The turns of an image are no images of their own: they
    /// count as one, by the mean. Images that are not square were scored in four turns only and count by half, which errs
    /// to the safe side.</summary>
    public Calibration CalibrationAt(double threshold)
    {
        int notAbove = _cleanScores.Count(score => score <= threshold);
        double turns = ImageTransform.Dihedral.Count;
        return new Calibration(_cleanScores.Length / turns, (_cleanScores.Length - notAbove) / turns);
    }

    /// <summary>Writes the detector, whole or not at all.</summary>
    public void Save(string path)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor calibration = _cleanScores.ToTensor([_cleanScores.Length]);
        Safetensors.Write(path, _network.State().Append((CalibrationName, calibration)), new Dictionary<string, string>([Source.Metadata])
        {
            ["format"] = Format,
            ["network"] = JsonSerializer.Serialize(_options),
            [ImagesKey] = JsonSerializer.Serialize(Images),
        });
    }

    // In eight bits no score would tell.
    private static void RequireNumbers(string path, WiserNet network)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach ((string name, Tensor tensor) in network.State())
        {
            bool isVariance = name.EndsWith("running_var", StringComparison.Ordinal);
            if (!tensor.isfinite().all().item<bool>() || (isVariance && tensor.min().ToNumber() < 0)) { throw new ModelFormatException(path, $"tensor '{name}'", "NaN, infinite numbers or a negative variance", "the weights of a trained detector"); }
        }
    }

    // Thresholds are read off it by rank.
    private static void RequireCalibration(string path, ReadOnlySpan<double> scores)
    {
        bool sorted = scores.Length > 0 && double.IsFinite(scores[^1]);
        for (int i = 1; i < scores.Length && sorted; i++) { sorted = double.IsFinite(scores[i - 1]) && scores[i - 1] <= scores[i]; }
        if (!sorted) { throw new ModelFormatException(path, $"tensor {CalibrationName}", $"{scores.Length} scores out of order, not finite, or none", "scores of held-out clean images in ascending order"); }
    }

    /// <summary>Reads a detector that <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The file is damaged or of another kind.</exception>
    public static StegoDetector Load(string path, Device device)
    {
        if (TorchScriptArchive.IsPyTorchFile(path)) { throw new ModelFormatException(path, "byte 0", "a PyTorch file", "a detector (safetensors) written by deepdefense detector train"); }
        using Safetensors file = Safetensors.Read(path);
        if (!file.Metadata.TryGetValue("format", out string? format) || format != Format)
        {
            throw new ModelFormatException(path, "metadata 'format'", format ?? "none", $"{Format}: a detector written by deepdefense detector train");
        }
        try
        {
            WiserNetOptions options = JsonSerializer.Deserialize<WiserNetOptions>(file.Metadata["network"])!;
            StegoSource source = StegoSource.Read(file.Metadata);
            ImageTraits? images = file.Metadata.TryGetValue(ImagesKey, out string? said) ? JsonSerializer.Deserialize<ImageTraits>(said) : null;
            double[] scores = file.Tensors[CalibrationName].ToArray<double>();
            RequireCalibration(path, scores);
            file.RequireWidth(path, "conv2.weight", options.Width, "network");
            WiserNet network = new(options, new Init(default, device));
            try
            {
                network.LoadState(file.Tensors.Where(entry => entry.Key != CalibrationName).ToDictionary());
                RequireNumbers(path, network);
            }
            catch
            {
                network.Dispose();
                throw;
            }
            return new StegoDetector(network, options, source, images, device, scores);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or KeyNotFoundException)
        {
            throw new ModelFormatException($"{path}: not the detector that it says it is: {e.Message}", e);
        }
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => _network.Dispose();

    /// <summary>Makes a detector of a trained network by scoring held-out clean images.</summary>
    internal static StegoDetector Calibrate(WiserNet network, WiserNetOptions options, StegoSource source,
        LabeledImages heldOut, Compute compute, CancellationToken cancellation)
    {
        StegoDetector bare = new(network, options, source, null, compute.Device, []);
        IEnumerable<ImageTransform> transforms = ImageTransform.Dihedral.Where(t => !t.Transpose || heldOut.Height == heldOut.Width);
        LabeledImages[] parts = [.. Enumerable.Range(0, heldOut.Count).Chunk(TurnedAtOnce).Select(part => heldOut.Subset(part))];
        double[] scores = [.. transforms.SelectMany(transform => parts.SelectMany(part => bare.Score(transform.Apply(part), compute, null, cancellation))).Order()];
        return new StegoDetector(network, options, source, ImageTraits.Of(heldOut), compute.Device, scores);
    }
}
