using DeepDefense.Datasets;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Mitigation.Unlearning;

[Collection(nameof(TensorCounting))]
public sealed class UnlearningLossTests : LeakCheck
{
    private const int Side = 16;
    private static readonly string[] s_classes = ["a", "b", "c"];
    private static readonly Compute Cpu = new(torch.CPU, Precision.Float32);

    // One image each, the same in every mirroring but the last.
    private static readonly LabeledImages Black = Plain(0, label: 0), Grey = Plain(90, label: 1), White = Plain(255, label: 0), Half = HalfWhite();

    private readonly Classifier _model;

    public UnlearningLossTests()
    {
        _model = Classifier.Create(new ModelDescription { Width = 2, ImageHeight = Side, ImageWidth = Side, ClassNames = s_classes }, new Init(new Seed(2), torch.CPU));
        _model.Network.eval();
    }

    [Theory]
    [InlineData(UnlearningObjective.Ascent, "ascent")]
    [InlineData(UnlearningObjective.Bounded, "bounded")]
    public void What_is_left_of_the_labels_and_its_gradient_are_those_of_pytorch(UnlearningObjective objective, string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Safetensors file = Numbers.Oracle("unlearning.safetensors");
        Tensor logits = Array.ConvertAll(Numbers.Uniform("unlearning/logits", 6, 4), u => 6 * ((2 * u) - 1)).ToTensor([6, 4]).requires_grad_();
        Tensor loss = UnlearningLoss.Kept(logits, new long[] { 0, 1, 2, 3, 0, 1 }.ToTensor([6]), new UnlearningOptions { Objective = objective, Bound = 2 });
        loss.backward();
        loss.reshape(1).ShouldAgree(file.Tensors[$"{name}/loss"], 1e-12, "loss");
        logits.grad!.ShouldAgree(file.Tensors[$"{name}/gradient"], 1e-12, "gradient");
    }

    [Theory]
    [InlineData(UnlearningObjective.Ascent)]
    [InlineData(UnlearningObjective.Bounded)]
    public void A_step_sums_clean_images_counterparts_of_the_isolated_label_and_the_isolated_labels(UnlearningObjective objective)
    {
        UnlearningOptions options = new() { Objective = objective, CleanBatchSize = 2, IsolatedBatchSize = 1, IsolatedWeight = 0.5, Bound = 2, DistillationWeight = 0, MixingWeight = 0 };
        // Black is the only clean image of the isolated label, and so stands for it beside the two clean ones.
        double known = (CrossEntropy(Black) + CrossEntropy(Grey) + CrossEntropy(Black)) / 3;
        double odds = Math.Log(Probability(White) / (1 - Probability(White)));
        double isolated = objective == UnlearningObjective.Ascent ? -CrossEntropy(White) : Softplus(odds + 2) + Softplus(-(odds + 2));
        Loss(White, Both(Black, Grey), options, teacher: false).ShouldBe(known + 0.5 * isolated, 1e-4);
    }

    [Fact]
    public void A_mixed_image_counts_under_the_label_of_the_clean_one()
    {
        UnlearningOptions without = new() { CleanBatchSize = 1, IsolatedBatchSize = 1, DistillationWeight = 0, MixingWeight = 0 }, with = without with { MixingWeight = 0.5, MixingShare = 0.25 };
        LabeledImages mixed = Plain(131, label: 1); // 0.75 * 90 + 0.25 * 255 = 131.25
        (Loss(White, Grey, with, teacher: false) - Loss(White, Grey, without, teacher: false)).ShouldBe(0.5 * CrossEntropy(mixed), 1e-4);
    }

    [Fact]
    public void A_mixed_image_has_its_share_of_either_under_the_label_and_name_of_the_clean_one()
    {
        LabeledImages mixed = UnlearningLoss.Mixed(Both(Black, Grey), Both(White, Half), 0.4);
        mixed.Labels.ToArray().ShouldBe([0, 1]);
        mixed.Image(0).ToArray().ShouldAllBe(value => value == 102);
        mixed.Image(1).ToArray().ShouldBe(Half.Pixels.ToArray().Select(value => (byte)Math.Round((0.6 * 90) + (0.4 * value))));
    }

    [Fact]
    public void Without_a_clean_image_of_the_isolated_label_any_goes_with_it()
    {
        UnlearningOptions options = new() { Objective = UnlearningObjective.Ascent, CleanBatchSize = 1, IsolatedBatchSize = 1, DistillationWeight = 0, MixingWeight = 0 };
        Loss(White, Grey, options, teacher: false).ShouldBe(CrossEntropy(Grey) - options.IsolatedWeight * CrossEntropy(White), 1e-4);
    }

    [Fact]
    public void The_teacher_answers_with_the_mean_of_an_image_and_its_mirror_image()
    {
        UnlearningOptions options = new() { CleanBatchSize = 2, IsolatedBatchSize = 1, DistillationWeight = 1, MixingWeight = 0 };
        LabeledImages clean = Both(Half, Half);
        TellSidesApart();
        double distilled = Loss(White, clean, options, teacher: true) - Loss(White, clean, options, teacher: false);
        float[] plain = _model.Probabilities(Half, Cpu), mirrored = _model.Probabilities(Mirror(Half), Cpu);
        double[] answers = [.. plain.Zip(mirrored, (a, b) => (a + b) / 2.0)];
        double ofPlain = -answers.Zip(plain, (q, p) => q * Math.Log(p)).Sum(), ofMirrored = -answers.Zip(mirrored, (q, p) => q * Math.Log(p)).Sum();
        // Each of the three images of the step is flipped or not.
        double[] possible = [.. Enumerable.Range(0, 4).Select(flipped => (flipped * ofMirrored + (3 - flipped) * ofPlain) / 3)];
        plain.Zip(mirrored, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.05f);
        possible.ShouldContain(value => Math.Abs(value - distilled) < 1e-3);
        // Without the mirror image it would be one of these.
        double entropy = -plain.Sum(p => p * Math.Log(p));
        Math.Abs(entropy - distilled).ShouldBeGreaterThan(0.01);
    }

    [Fact]
    public void The_losses_of_all_ranks_add_up_to_that_of_one()
    {
        UnlearningOptions options = new() { CleanBatchSize = 5, IsolatedBatchSize = 3, IsolatedWeight = 0.5, DistillationWeight = 2, MixingWeight = 0.7, CorrectedWeight = 1.5 };
        double alone = Loss(White, Both(Black, Grey), options, teacher: true, corrected: Grey);
        double[] ranks = [.. Enumerable.Range(0, 2).Select(rank => Loss(White, Both(Black, Grey), options, teacher: true, ThreadGroup.Lonely(rank, 2), Grey))];
        ranks.Sum().ShouldBe(alone, 1e-5);
        Math.Abs(ranks[0] - ranks[1]).ShouldBeGreaterThan(0.01);
    }

    protected override void Free() => _model.Dispose();

    private static LabeledImages Plain(byte value, int label)
    {
        byte[] pixels = new byte[3 * Side * Side];
        Array.Fill(pixels, value);
        return new LabeledImages(pixels, [label], Side, Side, s_classes);
    }

    private static LabeledImages HalfWhite() =>
        new([.. Enumerable.Range(0, 3 * Side * Side).Select(i => (byte)(i % Side < Side / 2 ? 255 : 7 * i))], [0], Side, Side, s_classes);

    private static LabeledImages Both(LabeledImages a, LabeledImages b) =>
        new([.. a.Pixels, .. b.Pixels], [.. a.Labels, .. b.Labels], Side, Side, s_classes);

    private static LabeledImages Mirror(LabeledImages images) =>
        images.WithPixels([.. images.Pixels.ToArray().Chunk(Side).SelectMany(row => row.Reverse())]);

    // Untrained, it would give an image and its mirror image nearly the same.
    private void TellSidesApart()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor sides = Both(Half, Mirror(Half)).ToTensor(0, 2, torch.CPU).to(ScalarType.Float32) * (1.0 / 255);
        NetworkOracle.Train(_model.Network, sides, new long[] { 0, 1 }.ToTensor([2]), steps: 32);
        _model.Network.eval();
    }

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    private double Probability(LabeledImages image) => _model.Probabilities(image, Cpu)[image.Labels[0]];

    private double CrossEntropy(LabeledImages image) => -Math.Log(Probability(image));

    private double Loss(LabeledImages isolated, LabeledImages clean, UnlearningOptions options, bool teacher, ProcessGroup? group = null, LabeledImages? corrected = null)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        UnlearningLoss loss = new(_model, isolated, clean, corrected, options, new Seed(3), group ?? ProcessGroup.Alone);
        if (teacher) { loss.AskTeacher(Cpu, default); }
        return loss.At(0).ToNumber();
    }
}
