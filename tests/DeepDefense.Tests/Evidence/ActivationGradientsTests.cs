using DeepDefense.Evidence;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Evidence;

public sealed class ActivationGradientsTests : LeakCheck
{
    private const string Oracle = "activationGradients";
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    [Fact]
    public void The_dispersion_of_each_label_at_each_layer_is_that_of_the_oracle()
    {
        int[][] members = LabelRows.Members(EvidenceOracle.Labels, EvidenceOracle.Classes), recognised = Recognised();
        double[] dispersions = [.. EvidenceOracle.Layers.SelectMany(layer => GradientDispersion.Of(EvidenceOracle.Training.narrow(1, layer.Start, layer.Width), members,
            GradientDispersion.References(EvidenceOracle.Clean.narrow(1, layer.Start, layer.Width), recognised)))];
        Numbers.ShouldAgree(dispersions, EvidenceOracle.Expected(Oracle, "dispersions"), 1e-12, "dispersions");
    }

    [Fact]
    public void The_layer_the_anomalies_and_the_targets_are_those_of_the_oracle()
    {
        GradientDispersion.Gate gate = ActivationGradients.GateOf(EvidenceOracle.Training, EvidenceOracle.Labels, EvidenceOracle.Clean, EvidenceOracle.CleanLabels,
            EvidenceOracle.CleanPredicted, EvidenceOracle.Layers, EvidenceOracle.Classes);
        gate.Layer.ShouldBe((int)EvidenceOracle.Number(Oracle, "layer"));
        gate.Targets.Select(label => (double)label).ShouldBe(EvidenceOracle.Expected(Oracle, "targets"));
        Numbers.ShouldAgree(gate.Anomaly, EvidenceOracle.Expected(Oracle, "anomalies"), 1e-10, "anomalies");
    }

    [Fact]
    public void The_far_point_comes_to_rest_where_the_oracle_has_it()
    {
        Tensor reference = LabelRows.Rows(EvidenceOracle.Last(EvidenceOracle.Clean), Recognised()[EvidenceOracle.Target]).mean([0]);
        Tensor far = GradientCloseness.FarPoint(EvidenceOracle.OfTarget, reference), unit = GradientDispersion.Unit(EvidenceOracle.OfTarget);
        Numbers.ShouldAgree(far.ToArray<double>(), EvidenceOracle.Expected(Oracle, "farPoint"), 1e-12, "far point");
        Numbers.ShouldAgree(GradientCloseness.Of(unit, far, unit.mv(GradientDispersion.Unit(reference))).ToArray<double>(), EvidenceOracle.Expected(Oracle, "closeness"),
            1e-10, "closeness");
    }

    [Fact]
    public void Planted_images_score_above_all_others()
    {
        double[] scores = Scores(EvidenceOracle.Training, EvidenceOracle.Labels);
        int[] planted = EvidenceOracle.Planted;
        planted.Min(i => scores[i]).ShouldBeGreaterThan(scores.Where((_, i) => !planted.Contains(i)).Max());
    }

    [Fact]
    public void Labels_that_are_no_targets_get_0()
    {
        double[] scores = Scores(EvidenceOracle.Training, EvidenceOracle.Labels);
        scores.Where((_, i) => EvidenceOracle.Labels[i] != EvidenceOracle.Target).ShouldAllBe(score => score == 0);
    }

    [Fact]
    public void Scores_go_with_the_images_in_whatever_order()
    {
        int[] order = new Seed(4).Stream().Permutation(EvidenceOracle.Labels.Length);
        double[] scores = Scores(EvidenceOracle.Training, EvidenceOracle.Labels);
        double[] permuted = Scores(LabelRows.Rows(EvidenceOracle.Training, order), [.. order.Select(i => EvidenceOracle.Labels[i])]);
        Numbers.ShouldAgree(permuted, [.. order.Select(i => scores[i])], 1e-9, "scores");
    }

    [Fact]
    public void Where_every_label_is_dispersed_alike_the_width_alone_tells()
    {
        double[] narrow = [.1, .1, .1, .1], wide = [.5, .6, .2, .55];
        GradientDispersion.Choose([narrow, narrow, wide, narrow]).Targets.ShouldBe([0, 1, 3]);
        GradientDispersion.Choose([wide, wide, narrow, narrow]).Targets.ShouldBeEmpty(); // not in the later half
    }

    [Fact]
    public void A_label_without_a_recognised_clean_image_is_passed_over()
    {
        int[] predicted = [.. EvidenceOracle.CleanPredicted.Select((label, i) => EvidenceOracle.CleanLabels[i] == 0 ? 1 : label)];
        ActivationGradients.GateOf(EvidenceOracle.Training, EvidenceOracle.Labels, EvidenceOracle.Clean, EvidenceOracle.CleanLabels, predicted,
            EvidenceOracle.Layers, EvidenceOracle.Classes).Anomaly[0].ShouldBe(double.NaN);
    }

    protected override void Free() => _scope.Dispose();

    private static double[] Scores(Tensor training, int[] labels) => ActivationGradients.Of(training, labels, EvidenceOracle.Clean, EvidenceOracle.CleanLabels,
        EvidenceOracle.CleanPredicted, EvidenceOracle.Layers, EvidenceOracle.Classes).Training;

    private static int[][] Recognised() => [.. LabelRows.Members(EvidenceOracle.CleanLabels, EvidenceOracle.Classes)
        .Select((rows, label) => rows.Where(i => EvidenceOracle.CleanPredicted[i] == label).ToArray())];
}
