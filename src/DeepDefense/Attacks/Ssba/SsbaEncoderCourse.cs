using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;
using DeepDefense.Training;

namespace DeepDefense.Attacks.Ssba;

/// <summary>One attempt at training an encoder, from first weights to the end or to the health check.</summary>
internal sealed class SsbaEncoderCourse : IDisposable
{
    private const double ClipNorm = 1;
    private const double RiseShare = 0.1;
    private const double White = byte.MaxValue;
    private readonly SsbaEncoderOptions _options;
    private readonly Compute _compute;
    private readonly Seed _seed;
    private readonly BatchSampler _sampler;
    private readonly int _height, _width;
    private readonly StegaCodec _codec;
    private double _accuracy;

    internal SsbaEncoderCourse(LabeledImages images, SsbaEncoderOptions options, Compute compute, Seed seed)
    {
        (_options, _compute, _seed, _height, _width) = (options, compute, seed, images.Height, images.Width);
        _sampler = new BatchSampler(images, options.BatchSize, Augmentation.Flip, seed.For("batches"));
        _codec = new StegaCodec(options.Network, _height, _width, new Init(seed.For("weights"), compute.Device));
    }

    /// <summary>Takes the steps.</summary>
    /// <param name="mayGiveUp">Whether to stop at the health check where the bits are still read by chance.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <returns>Whether it came to the end.</returns>
    internal bool Run(bool mayGiveUp, Checkpoint? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        using AdamW optimizer = optim.AdamW(_codec.parameters().ToArray(), 1);
        OneCycle schedule = new(_options.LearningRate, _options.Steps, RiseShare);
        bool stuck = false;
        TrainingLoop loop = new(_codec, optimizer, schedule, _options.Steps, _compute)
        {
            ClipNorm = ClipNorm,
            Checkpoint = checkpoint,
            StopAfter = steps => stuck = mayGiveUp && steps == _options.HealthSteps && _accuracy < _options.HealthAccuracy,
        };
        loop.Run(LossOf, progress, cancellation);
        return !stuck;
    }

    /// <summary>Makes the encoder of the trained networks, which now belong to it.</summary>
    /// <param name="unseen">Images to measure on.</param>
    /// <param name="attempt">Which one this was, for the report.</param>
    /// <param name="seed">Draws the secrets: its child <c>measured-secrets</c>.</param>
    internal SsbaEncoder Measure(LabeledImages unseen, int attempt, Seed seed)
    {
        SsbaEncoderReport unmeasured = new(attempt, _options.Steps, _codec.ImageLossFrom, unseen.Count, 0, 0, 0, 0);
        SsbaEncoder bare = new(_codec, _options, _height, _width, _compute.Device, unmeasured);
        SsbaEncoderReport measured = SsbaEncoderMeasurement.Of(bare, unseen, seed.For("measured-secrets"), unmeasured);
        return new SsbaEncoder(_codec, _options, _height, _width, _compute.Device, measured);
    }

    public void Dispose() => _codec.Dispose();

    // Cross-entropy of the bits, and, from the step on at which most of them arrive, the change of the images. The decoder sees what a file would hold; the gradient passes the rounding as if it were not there.
    private Tensor LossOf(long step)
    {
        Tensor images = _sampler.Batch(step).ToTensor(_compute.Device).to(ScalarType.Float32) * (1 / White);
        float[] secrets = RandomBits(step);
        Tensor bits = secrets.ToTensor([_options.BatchSize, _options.Network.Bits], _compute.Device);
        Tensor encoded = _codec.Encoder.Embed(images, bits);
        Tensor rounding = (encoded * White).round() * (1 / White) - encoded;
        Tensor logits = _codec.Decoder.forward(encoded + rounding.detach()).to(ScalarType.Float32);
        _accuracy = logits.ToArray<float>().Zip(secrets, (logit, bit) => logit > 0 == bit > 0).Average(right => right ? 1.0 : 0.0);
        if (_codec.ImageLossFrom is null && _accuracy >= _options.ImageLossAccuracy) { _codec.ImageLossFrom = step; }

        Tensor loss = nn.functional.binary_cross_entropy_with_logits(logits, bits);
        if (_codec.ImageLossFrom is not long from) { return loss; }
        double ramp = Math.Min(1, (double)(step - from) / _options.ImageRampSteps);
        return loss + Change(encoded - images) * (ramp * _options.ImageWeight);
    }

    // Mean squares in YUV (ITU-R BT.601), as StegaStamp weighs them: colour is seen sooner than brightness.
    private Tensor Change(Tensor residual)
    {
        Tensor red = residual.narrow(1, 0, 1), green = residual.narrow(1, 1, 1), blue = residual.narrow(1, 2, 1);
        Tensor y = red * 0.299 + green * 0.587 + blue * 0.114;
        Tensor u = (blue - y) * 0.492, v = (red - y) * 0.877;
        return (y * y).mean() + ((u * u).mean() + (v * v).mean()) * _options.ChromaWeight;
    }

    private float[] RandomBits(long step)
    {
        RandomStream random = _seed.For("secrets", step).Stream();
        float[] bits = new float[_options.BatchSize * _options.Network.Bits];
        for (int i = 0; i < bits.Length; i++) { bits[i] = random.Next(2); }
        return bits;
    }
}
