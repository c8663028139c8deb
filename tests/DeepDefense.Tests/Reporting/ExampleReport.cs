using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Tests.Reporting;

/// <summary>A report on poisoned synthetic images whose scores are drawn, not measured.</summary>
internal static class ExampleReport
{
    /// <summary>Text that is markup, a script, or the end of an attribute, if it is not encoded.</summary>
    internal const string Hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;";

    /// <param name="images">How many are scanned; 3 of 10 are poisoned.</param>
    /// <param name="isolated">How many are isolated, at most those above the threshold of 1.</param>
    /// <param name="hostile">Whether class names and paths are <see cref="Hostile"/>.</param>
    internal static RunReport Create(int images, int isolated, bool hostile = false)
    {
        LabeledImages drawn = SyntheticImages.Create(new SyntheticOptions { TrainCount = images, TestCount = 1 }, new Seed(1)).Train;
        string[] names = [.. drawn.ClassNames.Select(name => hostile ? name + Hostile : name)];
        string[] sources = [.. Enumerable.Range(0, images).Select(i => $"train/{names[drawn.Labels[i]]}/{i:0000}.png")];
        LabeledImages clean = new(drawn.Pixels.ToArray(), drawn.Labels.ToArray(), drawn.Height, drawn.Width, names, sources);
        PoisonedImages poisoned = Poisoning.Poison(clean, new BadNetsOptions().CreateTrigger(), new PoisonOptions { PoisonRate = 0.3 }, new Seed(2));
        ScanReport scan = ScanOf(poisoned, isolated);
        int classes = names.Length;
        return new RunReport
        {
            Command = "protect",
            CommandLine = "./deepdefense protect --model victim.safetensors --train 'my set' --clean clean --out run",
            Time = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
            Scan = ScanFindings.Of(poisoned.Images, scan, poisoned.Marks),
            Before = new ModelMetrics { CleanAccuracy = 0.92, AttackSuccessRate = 0.967, RobustAccuracy = 0.021, TriggeredAnswers = [.. Enumerable.Range(1, classes - 1).SelectMany(label => new AnswerCount[] { new(label, 0, 96), new(label, label, 4) })] },
            After = new ModelMetrics { CleanAccuracy = 0.915, AttackSuccessRate = 0.006, RobustAccuracy = 0.84, TriggeredAnswers = [.. Enumerable.Range(1, classes - 1).SelectMany(label => new AnswerCount[] { new(label, 0, 1), new(label, label, 84), new(label, label % (classes - 1) + 1, 15) })] },
            IsolatedAnswers = [.. scan.Isolated.Select((image, i) => new RelabelledImage(image, poisoned.Images.Labels[image], i % 4 == 0 ? null : clean.Labels[image], 0.75 + (i % 4 == 0 ? 0.04 * (i % 8) : 0.06 * (i % 4))))],
            Losses = [.. Losses("detector", 250, 0.7), .. Losses("unlearn", 200, 4)],
            Settings = new Dictionary<string, string> { ["trainingImages"] = "3000", ["model"] = hostile ? Hostile : "preactresnet18 width 16" },
            Seconds = new Dictionary<string, double> { ["detector"] = 61.2, ["scan"] = 2.5, ["unlearn"] = 30, ["total"] = 93.7 },
            Environment = new Dictionary<string, string> { ["processor"] = "one that multiplies", ["threads"] = "2" },
        };
    }

    private static ScanReport ScanOf(PoisonedImages poisoned, int isolated)
    {
        RandomStream random = new Seed(3).Stream();
        double[] scores = [.. Enumerable.Range(0, poisoned.Images.Count).Select(i => poisoned.IsPoisoned(i) ? 7 + (2 * random.NextGaussian()) : -5 + (1.6 * random.NextGaussian()))];
        int[] flagged = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] > 1)];
        return new ScanReport(scores, 1, poisoned.Target, 0.5, flagged, [.. flagged.OrderByDescending(i => scores[i]).Take(isolated)], new Calibration(250, 0.5));
    }

    private static IEnumerable<LossPoint> Losses(string stage, int steps, double first) => Enumerable.Range(1, steps)
        .Select(step => new LossPoint(stage, step, (first * Math.Exp(-3.0 * step / steps)) + (0.02 * Math.Sin(step))));
}
