using DeepDefense.Evidence;
using DeepDefense.Evidence.Rivals;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Evidence.Rivals;

/// <summary>Against tests/oracle/make_evidence_numbers.py.</summary>
public sealed class RivalsTests : LeakCheck
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    [Fact]
    public void Spectral_signatures_are_those_of_the_oracle() =>
        ShouldAgree(new SpectralSignatures(EvidenceOracle.Number("spectralSignatures", "rate")).OfLabel(EvidenceOracle.OfTarget, EvidenceOracle.CleanOfTarget), "spectralSignatures");

    [Fact]
    public void Spectral_signatures_take_one_and_a_half_times_the_assumed_rate()
    {
        double[] scores = new SpectralSignatures(0.2).OfLabel(EvidenceOracle.OfTarget, EvidenceOracle.CleanOfTarget).Training.ToArray<double>();
        scores.Count(score => score > 1).ShouldBe((int)(0.3 * scores.Length));
    }

    [Fact]
    public void Activation_clustering_is_that_of_the_oracle() =>
        ShouldAgree(ActivationClustering.OfLabel(EvidenceOracle.OfTarget, EvidenceOracle.CleanOfTarget), "activationClustering");

    [Fact]
    public void The_silhouette_is_that_of_the_oracle() =>
        TwoMeans.Of(EvidenceOracle.OfTarget)!.Silhouette(EvidenceOracle.OfTarget).ShouldBe(EvidenceOracle.Number("activationClustering", "silhouette"), 1e-10);

    [Fact]
    public void Activation_clustering_takes_nothing_from_a_label_of_one_cluster()
    {
        Tensor one = Numbers.Signed("one cluster", 200, 12);
        ActivationClustering.OfLabel(one, one).Training.ToArray<double>().ShouldAllBe(score => score == -1);
    }

    [Fact]
    public void Rows_that_are_all_alike_are_not_divided() => TwoMeans.Of(torch.zeros(4, 3, ScalarType.Float64)).ShouldBeNull();

    [Fact]
    public void The_likelihood_ratios_of_two_groups_are_those_of_the_oracle()
    {
        Whitening whitening = Whitening.Of(LabelRows.Deviations(EvidenceOracle.Last(EvidenceOracle.Clean), LabelRows.Members(EvidenceOracle.CleanLabels, EvidenceOracle.Classes)));
        double[] ratios = [.. LabelRows.Members(EvidenceOracle.Labels, EvidenceOracle.Classes)
            .Select(rows => TwoGroups.Ratio(whitening.Apply(LabelRows.Rows(EvidenceOracle.Last(EvidenceOracle.Training), rows))))];
        Numbers.ShouldAgree(ratios, EvidenceOracle.Expected("twoGroups", "ratios"), 1e-10, "ratios");
        Numbers.ShouldAgree(RobustDeviation.Of(ratios), EvidenceOracle.Expected("twoGroups", "anomalies"), 1e-10, "anomalies");
    }

    [Fact]
    public void The_nats_for_the_second_group_are_those_of_the_oracle_and_0_in_labels_that_are_not_contaminated()
    {
        (double[] scores, double[] cleanScores) = TwoGroups.Of(EvidenceOracle.Last(EvidenceOracle.Training), EvidenceOracle.Labels, EvidenceOracle.Last(EvidenceOracle.Clean),
            EvidenceOracle.CleanLabels, EvidenceOracle.Classes, default);
        Numbers.ShouldAgree([.. scores.Where((_, i) => EvidenceOracle.Labels[i] == EvidenceOracle.Target)], EvidenceOracle.Expected("twoGroups", "scores"), 1e-10, "training");
        Numbers.ShouldAgree([.. cleanScores.Where((_, i) => EvidenceOracle.CleanLabels[i] == EvidenceOracle.Target)], EvidenceOracle.Expected("twoGroups", "cleanScores"), 1e-10, "clean");
        scores.Where((_, i) => EvidenceOracle.Labels[i] != EvidenceOracle.Target).ShouldAllBe(score => score == 0);
    }

    protected override void Free() => _scope.Dispose();

    private static void ShouldAgree((Tensor Training, Tensor Clean) scores, string view)
    {
        Numbers.ShouldAgree(scores.Training.ToArray<double>(), EvidenceOracle.Expected(view, "scores"), 1e-10, "training");
        Numbers.ShouldAgree(scores.Clean.ToArray<double>(), EvidenceOracle.Expected(view, "cleanScores"), 1e-10, "clean");
    }
}
