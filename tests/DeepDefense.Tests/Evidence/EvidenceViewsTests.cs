using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Evidence.Rivals;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Evidence;

/// <summary>What every view promises.</summary>
[Collection(nameof(TensorCounting))]
public sealed class EvidenceViewsTests(BackdooredNetwork network) : LeakCheck, IClassFixture<BackdooredNetwork>
{
    private const ulong OtherSeed = 6;

    public static TheoryData<string> Names => [.. EvidenceViews.All.Select(view => view.Name)];

    public static TheoryData<string> Telling => [.. EvidenceViews.All.Where(view => view is not (SpectralSignatures or ActivationGradients)).Select(view => view.Name)];

    // The two that propose learn directions by halves, which are drawn by place.
    public static TheoryData<string> Ordered => [.. EvidenceViews.All.Except(EvidenceScanner.Proposing).Select(view => view.Name)];

    [Fact]
    public void Every_view_has_a_name_of_its_own() => EvidenceViews.All.Select(view => view.Name).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_image_has_a_finite_score(string name)
    {
        EvidenceScores scores = Of(name).Score(network.Subject);
        scores.Applies.ShouldBeTrue(scores.Inapplicable);
        scores.Training!.Length.ShouldBe(network.Poisoned.Images.Count);
        scores.Clean!.Length.ShouldBe(network.Clean.Count);
        scores.Training.Concat(scores.Clean).ShouldAllBe(score => double.IsFinite(score));
    }

    // Half of the label is poison: the first principal direction tells two groups apart, but not which is which, and spectral signatures fail;
    // so, on networks as small as this, do AGPD's angles now and then.
    [Theory]
    [MemberData(nameof(Telling))]
    public void Poisoned_images_score_higher_than_the_rest_of_their_label(string name)
    {
        double[] scores = Of(name).Score(network.Subject).Training!;
        int[] target = [.. Enumerable.Range(0, scores.Length).Where(i => network.Poisoned.Images.Labels[i] == network.Poisoned.Target)];
        new RocCurve([.. target.Select(i => scores[i])], [.. target.Select(network.Poisoned.IsPoisoned)]).Auc.ShouldBeGreaterThan(0.6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_images_get_the_same_scores(string name) => Of(name).Score(network.Subject).Training.ShouldBe(Of(name).Score(network.Subject).Training);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_network_is_the_same_afterwards_to_the_bit(string name)
    {
        byte[] before = Bytes();
        Of(name).Score(network.Subject);
        Bytes().ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Ordered))]
    public void Scores_go_with_the_images_in_whatever_order(string name)
    {
        int[] order = new Seed(4).Stream().Permutation(network.Poisoned.Images.Count);
        double[] scores = Of(name).Score(network.Subject).Training!;
        using EvidenceSubject permuted = BackdooredNetwork.Of(network.Subject.Model, network.Poisoned.Images.Subset(order), network.Clean);
        Numbers.ShouldAgree(Of(name).Score(permuted).Training!, [.. order.Select(i => scores[i])], 1e-3, "scores");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_view_that_is_cancelled_stops(string name)
    {
        using EvidenceSubject fresh = BackdooredNetwork.Of(network.Subject.Model, network.Poisoned.Images, network.Clean);
        Should.Throw<OperationCanceledException>(() => Of(name).Score(fresh, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Mixing_with_other_clean_images_gives_other_scores()
    {
        using EvidenceSubject other = BackdooredNetwork.Of(network.Subject.Model, network.Poisoned.Images, network.Clean, OtherSeed);
        new MixingEntropy().Score(other).Training.ShouldNotBe(new MixingEntropy().Score(network.Subject).Training);
    }

    private static IEvidence Of(string name) => EvidenceViews.All.Single(view => view.Name == name);

    private byte[] Bytes() => [.. network.Subject.Model.Network.State().SelectMany(entry => entry.Tensor.ToArray<float>()).SelectMany(BitConverter.GetBytes)];
}
