using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Mitigation.Relabelling;

public sealed class TeacherTests : IDisposable
{
    private static readonly Compute Cpu = new(torch.CPU, Precision.Float32);
    private static readonly LabeledImages Images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 12, TestCount = 2, ClassCount = 3 }, new Seed(1)).Train;
    private readonly Classifier _model = Classifier.Create(new ModelDescription { Width = 2, ImageHeight = 32, ImageWidth = 32, ClassNames = Images.ClassNames }, NetworkOracle.Anything);

    public TeacherTests() => _model.Network.eval();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Answers_are_the_same_however_many_mirror_images_are_held_at_once()
    {
        float[] few = Teacher.Answers(_model, Images, Cpu, mirroredAtOnce: 5), all = Teacher.Answers(_model, Images, Cpu);
        few.Zip(all, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
    }

    [Fact]
    public void An_image_gets_the_label_of_which_the_network_is_sure()
    {
        int[] answers = Best();
        LabeledImages wrong = Images.WithLabels([.. answers.Select(label => (label + 1) % 3)]);
        RelabelledImage[] relabelled = Teacher.Relabel(_model, wrong, [7, 2], 0.1, Cpu);
        relabelled.Select(image => (image.Index, image.From, image.To)).ShouldBe([(7, wrong.Labels[7], answers[7]), (2, wrong.Labels[2], answers[2])]);
    }

    [Fact]
    public void An_image_of_which_the_network_is_not_sure_gets_none()
    {
        LabeledImages wrong = Images.WithLabels([.. Best().Select(label => (label + 1) % 3)]);
        RelabelledImage image = Teacher.Relabel(_model, wrong, [4], 1, Cpu).ShouldHaveSingleItem();
        image.To.ShouldBeNull();
        image.Confidence!.Value.ShouldBeInRange(1.0 / 3, 1);
    }

    [Fact]
    public void An_image_whose_label_the_network_gives_too_gets_none() =>
        Teacher.Relabel(_model, Images.WithLabels(Best()), [4], 0.1, Cpu).ShouldHaveSingleItem().To.ShouldBeNull();

    private int[] Best() => [.. Teacher.Answers(_model, Images, Cpu).Chunk(3).Select(answer => Array.IndexOf(answer, answer.Max()))];
}
