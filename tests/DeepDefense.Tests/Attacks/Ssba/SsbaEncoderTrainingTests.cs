using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Attacks.Ssba;

[Collection(nameof(TensorCounting))]
public sealed class SsbaEncoderTrainingTests : LeakCheck
{
    private static readonly LabeledImages Images = TestImages.Of(40, 16, 16);

    // The image loss sets in at once, so that the state which keeps its step is part of what must come back.
    private static readonly SsbaEncoderOptions Options = SmallEncoder.Options with { Steps = 12, ImageLossAccuracy = 0.3, ImageRampSteps = 3 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_training_that_was_stopped_goes_on_to_the_same_file()
    {
        byte[] whole = Train(Options, State("other"), null);
        Should.Throw<OperationCanceledException>(() => Train(Options, State("state"), stopAt: 5));
        File.Exists(_folder["state"]).ShouldBeTrue();
        Train(Options, State("state"), null).ShouldBe(whole);
    }

    [Fact]
    public void Attempts_at_chance_are_followed_by_others_and_the_last_goes_to_the_end()
    {
        SsbaEncoderOptions hopeless = Options with { HealthSteps = 2, HealthAccuracy = 1, Attempts = 3 };
        Steps seen = new();
        using SsbaEncoder encoder = SsbaEncoderTraining.Train(Images, hopeless, SmallEncoder.Compute, new Seed(1), progress: seen);
        seen.Taken.ShouldBe([1, 2, 1, 2, .. Enumerable.Range(1, 12)]);
        encoder.Report.Attempt.ShouldBe(2);
    }

    [Fact]
    public void A_later_attempt_that_was_stopped_is_gone_on_from()
    {
        SsbaEncoderOptions hopeless = Options with { HealthSteps = 2, HealthAccuracy = 1, Attempts = 2 };
        byte[] whole = Train(hopeless, null, null);
        Should.Throw<OperationCanceledException>(() => Train(hopeless, State("state"), stopAt: 7));
        Steps seen = new();
        Train(hopeless, State("state"), null, seen).ShouldBe(whole);
        seen.Taken.ShouldBe(Enumerable.Range(6, 7));
    }

    [Fact]
    public void The_step_from_which_the_images_count_is_reported()
    {
        using SsbaEncoder early = SsbaEncoderTraining.Train(Images, Options, SmallEncoder.Compute, new Seed(1));
        early.Report.ImageLossFrom.ShouldBe(0);
        using SsbaEncoder never = SsbaEncoderTraining.Train(Images, Options with { ImageLossAccuracy = 0.99 }, SmallEncoder.Compute, new Seed(1));
        never.Report.ImageLossFrom.ShouldBeNull();
    }

    [Fact]
    public void The_weight_of_the_images_makes_the_change_fainter()
    {
        using SsbaEncoder faint = SsbaEncoderTraining.Train(Images, Options with { ImageWeight = 1e4, Steps = 40, LearningRate = 1e-2 }, SmallEncoder.Compute, new Seed(1));
        using SsbaEncoder strong = SsbaEncoderTraining.Train(Images, Options with { ImageWeight = 1e-9, Steps = 40, LearningRate = 1e-2 }, SmallEncoder.Compute, new Seed(1));
        faint.Report.Psnr.ShouldBeGreaterThan(strong.Report.Psnr + 3);
    }

    [Fact]
    public void The_weight_of_colour_makes_the_bands_change_alike()
    {
        double Correlation(double chroma)
        {
            SsbaEncoderOptions options = Options with { ImageWeight = 100, ChromaWeight = chroma, Steps = 40, LearningRate = 1e-2 };
            using SsbaEncoder encoder = SsbaEncoderTraining.Train(Images, options, SmallEncoder.Compute, new Seed(1));
            byte[] secrets = encoder.Embed(Images.Pixels, new bool[Images.Count * encoder.Bits]);
            return BandCorrelation.OfTrigger(Images, Images.WithPixels(secrets)).GreenBlue!.Value;
        }
        Correlation(100).ShouldBeGreaterThan(Correlation(1e-6) + 0.1);
    }

    [Fact]
    public void Bits_are_learned()
    {
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 64, TestCount = 1, Size = 16 }, new Seed(1)).Train;
        SsbaEncoderOptions options = new() { Network = new StegaOptions { Bits = 50, Width = 8 }, Steps = 200, BatchSize = 16, LearningRate = 4e-3, HeldOutFraction = 0.5 };
        using SsbaEncoder encoder = SsbaEncoderTraining.Train(images, options, SmallEncoder.Compute, new Seed(1));
        // 1,600 bits read by chance would be within 0.01 of one half two times out of three.
        encoder.Report.BitAccuracy.ShouldBeGreaterThan(0.6);
    }

    [Fact]
    public void Too_few_images_are_refused_with_their_number() =>
        Should.Throw<ArgumentException>(() => SsbaEncoderTraining.Train(TestImages.Of(19, 16, 16), Options, SmallEncoder.Compute, new Seed(1)))
            .Message.ShouldContain("19 images; an encoder needs at least 20");

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new SsbaEncoderOptions { Steps = 0 }).ParamName.ShouldBe("Steps");
        Should.Throw<ArgumentOutOfRangeException>(() => new SsbaEncoderOptions { BatchSize = 1 }).ParamName.ShouldBe("BatchSize");
        Should.Throw<ArgumentOutOfRangeException>(() => new SsbaEncoderOptions { ImageWeight = 0 }).ParamName.ShouldBe("ImageWeight");
        Should.Throw<ArgumentOutOfRangeException>(() => new SsbaEncoderOptions { ChromaWeight = 0 }).ParamName.ShouldBe("ChromaWeight");
        Should.Throw<ArgumentOutOfRangeException>(() => new SsbaEncoderOptions { Attempts = 0 }).ParamName.ShouldBe("Attempts");
        Should.Throw<ArgumentOutOfRangeException>(() => new SsbaEncoderOptions { HealthAccuracy = 2 }).ParamName.ShouldBe("HealthAccuracy");
    }

    protected override void Free() => _folder.Dispose();

    private Checkpoint State(string name) => new(_folder[name], "key", 100);

    private byte[] Train(SsbaEncoderOptions options, Checkpoint? checkpoint, int? stopAt, Steps? seen = null)
    {
        using CancellationTokenSource stop = new();
        seen ??= new Steps();
        seen.After = taken => { if (taken == stopAt) { stop.Cancel(); } };
        using SsbaEncoder encoder = SsbaEncoderTraining.Train(Images, options, SmallEncoder.Compute, new Seed(1), checkpoint, seen, stop.Token);
        encoder.Save(_folder["encoder"]);
        return File.ReadAllBytes(_folder["encoder"]);
    }

    private sealed class Steps : IProgress<TrainingProgress>
    {
        internal List<int> Taken { get; } = [];

        internal Action<long>? After { get; set; }

        public void Report(TrainingProgress value)
        {
            Taken.Add((int)value.Step);
            After?.Invoke(Taken.Count);
        }
    }
}
