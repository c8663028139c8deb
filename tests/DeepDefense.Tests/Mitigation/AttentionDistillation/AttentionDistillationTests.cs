using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.AttentionDistillation;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Mitigation;

[Collection(nameof(TensorCounting))]
public sealed class AttentionDistillationTests(PlantedBackdoor planted) : LeakCheck, IClassFixture<PlantedBackdoor>
{
    private const double Tolerance = 1e-5; // of 1e-6 that keeps a black image from being divided by 0

    [Fact]
    public void Attention_and_the_gradient_of_its_distance_are_those_of_pytorch()
    {
        using Safetensors file = Numbers.Oracle("attention.safetensors");
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor student = Numbers.Signed("attention/student", 3, 4, 2, 5).requires_grad_(), teacher = Numbers.Signed("attention/teacher", 3, 4, 2, 5);
        Attention.Of(student, 2).ShouldAgree(file.Tensors["map"], Tolerance, "map");
        Tensor distance = Attention.Distance(student, teacher, 2);
        distance.backward();
        distance.reshape(1).ShouldAgree(file.Tensors["distance"], Tolerance, "distance");
        student.grad!.ShouldAgree(file.Tensors["gradient"], Tolerance, "gradient");
    }

    [Theory]
    [InlineData("preactresnet18")]
    [InlineData("resnet18")]
    public void The_stages_are_the_ends_of_the_last_ones(string architecture)
    {
        LabeledImages images = ExampleDefences.Images.Subset([0, 1]);
        using Classifier model = Classifier.Create(new ModelDescription { Architecture = architecture, Width = 2, ImageHeight = 16, ImageWidth = 16, ClassNames = images.ClassNames },
            new Init(new Seed(2), torch.CPU));
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor[] stages, Tensor logits) = Attention.Trace(model, images, 3);
        stages.Select(stage => string.Join('x', stage.shape)).ShouldBe(["2x4x8x8", "2x8x4x4", "2x16x2x2"]);
        logits.shape.ShouldBe([2, 10]);
    }

    [Fact]
    public void A_backdoor_is_weakened()
    {
        using Classifier model = planted.Copy();
        ModelMetrics before = planted.Measure(model);
        FineTuningOptions tuning = new() { Epochs = 10, BatchSize = 50 };
        AttentionDistillation.Purify(model, planted.Clean, new() { Teacher = tuning, Student = tuning }, PlantedBackdoor.Compute, new Seed(5));
        ModelMetrics after = planted.Measure(model);
        after.AttackSuccessRate!.Value.ShouldBeLessThan(before.AttackSuccessRate!.Value / 2, $"{before} {after}");
        after.CleanAccuracy!.Value.ShouldBeGreaterThan(before.CleanAccuracy!.Value - 0.2, $"{before} {after}");
    }

    [Fact]
    public void More_weights_than_the_network_has_stages_are_refused_before_the_teacher_is_trained()
    {
        using Classifier model = ExampleDefences.Suspicious();
        Should.Throw<ArgumentException>(() => AttentionDistillation.Purify(model, ExampleDefences.Images, new() { StageWeights = [1, 1, 1, 1, 1] }, ExampleDefences.Compute, new Seed(3)))
            .Message.ShouldStartWith("5 weights of stages are given; the network has 4 stages");
    }

    [Fact]
    public void Weights_that_are_no_weights_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new AttentionDistillationOptions { StageWeights = [] });
        Should.Throw<ArgumentOutOfRangeException>(() => new AttentionDistillationOptions { StageWeights = [1, -1] });
    }
}
