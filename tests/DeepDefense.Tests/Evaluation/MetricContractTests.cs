using DeepDefense.Evaluation;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Evaluation;

/// <summary>What every metric promises, whatever it counts.</summary>
public sealed class MetricContractTests
{
    private const int Count = 60, Classes = 4, Target = 0;

    private static readonly Dictionary<string, (Func<Sample, double?> Of, double Best)> s_metrics = new()
    {
        ["CA"] = (sample => Accuracy.Of(sample.Predictions, sample.Labels), 1),
        ["ASR"] = (sample => AttackMetrics.Of(sample.Predictions, sample.Labels, Target).AttackSuccessRate, 0),
        ["RA"] = (sample => AttackMetrics.Of(sample.Predictions, sample.Labels, Target).RobustAccuracy, 1),
        ["DER"] = (sample => ModelMetrics.DefenseEffectiveness(
            new ModelMetrics { CleanAccuracy = 1, AttackSuccessRate = 1 },
            ModelMetrics.Of(Accuracy.Of(sample.Predictions, sample.Labels), AttackMetrics.Of(sample.Predictions, sample.Labels, Target))), 1),
        ["DSR"] = (sample => Detection(sample).DetectionSuccessRate, 1),
        ["FPR"] = (sample => Detection(sample).FalsePositiveRate, 0),
        ["precision"] = (sample => Detection(sample).Precision, 1),
        ["AUC"] = (sample => Detection(sample).Auc, 1),
        ["DSR at FPR 0.1 %"] = (sample => Detection(sample).DetectionSuccessRateAt001, 1),
        ["DSR at FPR 1 %"] = (sample => Detection(sample).DetectionSuccessRateAt01, 1),
        ["DSR at FPR 5 %"] = (sample => Detection(sample).DetectionSuccessRateAt05, 1),
    };

    public static TheoryData<string> Names => [.. s_metrics.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_metric_lies_between_0_and_1(string name)
    {
        foreach (Sample sample in Samples()) { s_metrics[name].Of(sample)!.Value.ShouldBeInRange(0, 1); }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_order_of_the_images_does_not_matter(string name)
    {
        foreach (Sample sample in Samples()) { s_metrics[name].Of(sample.Reversed()).ShouldBe(s_metrics[name].Of(sample)); }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_and_a_detector_that_make_no_mistake_get_the_best_value(string name)
    {
        Sample sample = Samples().First();
        Sample perfect = sample with { Predictions = sample.Labels, Scores = [.. sample.Poisoned.Select(poisoned => poisoned ? 1d : -1)] };
        s_metrics[name].Of(perfect).ShouldBe(s_metrics[name].Best);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fewer_labels_than_images_are_refused(string name)
    {
        Sample sample = Samples().First();
        Sample shorter = sample with { Labels = sample.Labels[1..], Poisoned = sample.Poisoned[1..] };
        Should.Throw<ArgumentException>(() => s_metrics[name].Of(shorter)).Message.ShouldContain($"{Count - 1}");
    }

    private static DetectionMetrics Detection(Sample sample)
    {
        int[] flagged = [.. Enumerable.Range(0, sample.Scores.Length).Where(i => sample.Scores[i] > 0)];
        return DetectionMetrics.Of(sample.Scores, flagged, flagged, sample.Poisoned);
    }

    private static IEnumerable<Sample> Samples()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            RandomStream random = new Seed(seed).Stream();
            yield return new Sample(Draw(() => random.Next(Classes)), Draw(() => random.Next(Classes)),
                Draw(() => random.NextDouble() - 0.5), Draw(() => random.Next(2) == 1));
        }

        static T[] Draw<T>(Func<T> one) => [.. Enumerable.Range(0, Count).Select(_ => one())];
    }

    private sealed record Sample(int[] Predictions, int[] Labels, double[] Scores, bool[] Poisoned)
    {
        internal Sample Reversed() => new([.. Predictions.Reverse()], [.. Labels.Reverse()], [.. Scores.Reverse()], [.. Poisoned.Reverse()]);
    }
}
