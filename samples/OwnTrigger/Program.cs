// A trigger of one's own: can a detector find it?
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

TorchRuntime.Initialize();
Compute compute = Compute.Auto(torch.CPU);
Seed seed = new(1);
Trigger trigger = new CheckerTrigger(new CheckerOptions(Levels: 4));

LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 1000, TestCount = 1 }, seed.For("data")).Train;
LabeledImages known = images.Subset([.. Enumerable.Range(0, 600)]), unseen = images.Subset([.. Enumerable.Range(600, 400)]);
using StegoDetector detector = DetectorTraining.Train(known, trigger, new DetectorOptions { Iterations = 150 }, compute, seed.For("detector"));

double[] clean = detector.Score(unseen, compute), triggered = detector.Score(trigger.Apply(unseen), compute);
bool[] truth = [.. clean.Select(_ => false), .. triggered.Select(_ => true)];
RocCurve curve = new([.. clean, .. triggered], truth);
Console.WriteLine($"AUC {curve.Auc:F4}, DSR at FPR 1 %: {curve.DetectionRateAt(0.01):P1}");

/// <summary>How strong the pattern is.</summary>
/// <param name="Levels">Added to every other pixel of the blue band.</param>
internal sealed record CheckerOptions(int Levels) : TriggerOptions
{
    public override string Name => "checker";

    public override Trigger CreateTrigger() => new CheckerTrigger(this);
}

/// <summary>A faint chessboard in the blue band.</summary>
internal sealed class CheckerTrigger(CheckerOptions options) : Trigger(options)
{
    protected override void ApplyInPlace(Span<byte> pixels, int height, int width)
    {
        int band = height * width;
        for (int i = 0; i < pixels.Length; i++)
        {
            int place = i % band;
            bool blue = i / band % 3 == 2, dark = (place / width + place % width) % 2 == 0;
            if (blue && dark) { pixels[i] = (byte)Math.Min(255, pixels[i] + options.Levels); }
        }
    }
}
