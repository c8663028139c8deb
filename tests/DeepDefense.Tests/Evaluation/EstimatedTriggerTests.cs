using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Models;
using DeepDefense.Tests.Attacks;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Tests.Evaluation;

[Collection(nameof(TensorCounting))]
public sealed class EstimatedTriggerTests
{
    private const int Target = 1;
    private static readonly Compute s_cpu = new(torch.CPU, Precision.Float32);
    private static readonly LabeledImages s_images = TestImages.Of(30);

    [Fact]
    public void Each_network_is_measured_by_its_own_answers_on_images_of_other_classes()
    {
        using Classifier suspicious = Network(1), purified = Network(2);
        EstimatedTrigger found = EstimatedTrigger.Of(s_images, Target, suspicious, purified, s_cpu, CancellationToken.None)!;
        found.ShouldBe(new EstimatedTrigger(Target, "dog", 20, Of(suspicious), Of(purified)));

        AttackMetrics Of(Classifier model) => AttackMetrics.Of(model.Predict(s_images, s_cpu), s_images.Labels, Target);
    }

    [Fact]
    public void Images_of_the_suspected_label_alone_say_nothing()
    {
        using Classifier model = Network(1);
        EstimatedTrigger.Of(s_images.WithLabels([.. Enumerable.Repeat(Target, 30)]), Target, model, model, s_cpu, CancellationToken.None).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.49, true)]
    [InlineData(0.5, false)]
    public void A_trigger_that_hardly_works_before_says_little(double before, bool expected) =>
        new EstimatedTrigger(Target, "dog", 20, new AttackMetrics(before, 0), new AttackMetrics(0, 1)).SaysLittle.ShouldBe(expected);

    private static Classifier Network(ulong seed) =>
        Classifier.Create(new ModelDescription { Width = 2, ImageHeight = 8, ImageWidth = 8, ClassNames = s_images.ClassNames }, new Init(new Seed(seed), torch.CPU));
}
