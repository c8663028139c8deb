using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Models;
using DeepDefense.Tests.Attacks;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Evidence;

public sealed class LayerTrajectoriesTests : LeakCheck
{
    private const string Oracle = "layerTrajectories";
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    [Fact]
    public void Scores_are_those_of_the_oracle()
    {
        (double[] scores, double[] cleanScores) = Scores(EvidenceOracle.Training, EvidenceOracle.Labels, EvidenceOracle.Predicted);
        Numbers.ShouldAgree(scores, EvidenceOracle.Expected(Oracle, "scores"), 1e-10, "training images");
        Numbers.ShouldAgree(cleanScores, EvidenceOracle.Expected(Oracle, "cleanScores"), 1e-10, "clean images");
    }

    [Fact]
    public void Ranks_are_those_of_the_oracle()
    {
        int layers = EvidenceOracle.Layers.Count;
        double[] expected = EvidenceOracle.Expected(Oracle, "ranks"), cleanExpected = EvidenceOracle.Expected(Oracle, "cleanRanks");
        for (int layer = 0; layer < layers; layer++)
        {
            (int start, int width) = EvidenceOracle.Layers[layer];
            Tensor bank = EvidenceOracle.Clean.narrow(1, start, width);
            NearestRank rank = new(bank, EvidenceOracle.CleanLabels, EvidenceOracle.Classes, EvidenceOracle.Number(Oracle, "share"));
            Numbers.ShouldAgree(rank.Of(EvidenceOracle.Training.narrow(1, start, width), Candidates(EvidenceOracle.Labels, EvidenceOracle.Predicted), isBank: false),
                Column(expected, layer), 1e-12, $"layer {layer}");
            Numbers.ShouldAgree(rank.Of(bank, Candidates(EvidenceOracle.CleanLabels, EvidenceOracle.CleanPredicted), isBank: true),
                Column(cleanExpected, layer), 1e-12, $"layer {layer}, clean");
        }

        double[] Column(double[] table, int layer) => [.. table.Where((_, i) => i % layers == layer)];
    }

    // Not all: an image of another label that lies outside of its tube has the last place too.
    [Fact]
    public void Planted_images_score_above_nearly_all_others_that_are_predicted_as_they_are_labelled()
    {
        double[] scores = Scores(EvidenceOracle.Training, EvidenceOracle.Labels, EvidenceOracle.Labels).Training;
        new RocCurve(scores, [.. scores.Select((_, i) => EvidenceOracle.Planted.Contains(i))]).Auc.ShouldBeGreaterThan(0.98);
    }

    [Fact]
    public void Scores_go_with_the_images_in_whatever_order()
    {
        int[] order = new Seed(4).Stream().Permutation(EvidenceOracle.Labels.Length);
        double[] scores = Scores(EvidenceOracle.Training, EvidenceOracle.Labels, EvidenceOracle.Predicted).Training;
        double[] permuted = Scores(LabelRows.Rows(EvidenceOracle.Training, order), [.. order.Select(i => EvidenceOracle.Labels[i])],
            [.. order.Select(i => EvidenceOracle.Predicted[i])]).Training;
        Numbers.ShouldAgree(permuted, [.. order.Select(i => scores[i])], 1e-12, "scores");
    }

    [Fact]
    public void An_image_further_away_than_its_label_reaches_has_the_last_place()
    {
        // Label 0 at 0, 1 and 2, label 1 at 100, 101 and 102: the tube of the image at 2 reaches to 0.
        NearestRank rank = new(new[] { 0.0, 1, 2, 100, 101, 102 }.ToTensor([6, 1]), [0, 0, 0, 1, 1, 1], 2, share: 1);
        rank.Of(new[] { 3.9, 4.1 }.ToTensor([2, 1]), [[0], [0]], isBank: false).ShouldBe([1.0 / 6, 1]);
    }

    [Fact]
    public void The_worse_rank_of_the_given_and_the_predicted_label_counts()
    {
        NearestRank rank = new(new[] { 0.0, 1, 2, 100, 101, 102 }.ToTensor([6, 1]), [0, 0, 0, 1, 1, 1], 2, share: 1);
        rank.Of(new[] { 1.4, 1.4 }.ToTensor([2, 1]), [[0], [0, 1]], isBank: false).ShouldBe([1.0 / 6, 1]);
    }

    [Fact]
    public void A_label_of_too_few_clean_images_is_named()
    {
        LabeledImages images = TestImages.Of(4, 16, 16);
        using Classifier model = Classifier.Create(new ModelDescription { Width = 1, ImageHeight = 16, ImageWidth = 16, ClassNames = images.ClassNames }, new Init(new Seed(1), torch.CPU));
        using EvidenceSubject subject = BackdooredNetwork.Of(model, images, images.Subset([]));
        new LayerTrajectories().Score(subject).Inapplicable.ShouldBe($"0 clean images of {images.ClassNames[images.Labels.ToArray().Min()]}; 3 of each label are needed");
    }

    protected override void Free() => _scope.Dispose();

    private static (double[] Training, double[] Clean) Scores(Tensor training, int[] labels, int[] predicted) =>
        new LayerTrajectories(EvidenceOracle.Number(Oracle, "share")).Of(training, labels, predicted, EvidenceOracle.Clean, EvidenceOracle.CleanLabels,
            EvidenceOracle.CleanPredicted, EvidenceOracle.Layers, EvidenceOracle.Classes, default);

    private static int[][] Candidates(int[] given, int[] predicted) => [.. given.Zip(predicted, (first, second) => new[] { first, second })];
}
