using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Mitigation;

[Collection(nameof(TensorCounting))]
public sealed class LossIsolationTests : LeakCheck
{
    [Theory]
    [InlineData(IsolationObjective.LocalGradientAscent, "lga", "above", 0.5)]
    [InlineData(IsolationObjective.LocalGradientAscent, "lga", "below", 3.0)]
    [InlineData(IsolationObjective.Flooding, "flooding", "above", 0.5)]
    [InlineData(IsolationObjective.Flooding, "flooding", "below", 3.0)]
    public void Loss_and_gradient_are_those_of_pytorch(IsolationObjective objective, string name, string side, double level)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Safetensors file = Numbers.Oracle("isolation.safetensors");
        Tensor logits = Numbers.Signed("isolation/logits", 6, 4).requires_grad_();
        Tensor mean = nn.functional.cross_entropy(logits, new long[] { 0, 1, 2, 3, 0, 1 }.ToTensor([6]));
        Tensor loss = LossIsolation.Loss(mean, new() { Objective = objective, LossLevel = level });
        loss.backward();
        loss.reshape(1).ShouldAgree(file.Tensors[$"{name}/{side}/loss"], 1e-12, "loss");
        logits.grad!.ShouldAgree(file.Tensors[$"{name}/{side}/gradient"], 1e-12, "gradient");
    }

    // Two even logits: L = ln 2 = 0.693, dL/dlogits = (-1/2, 1/2).
    [Theory]
    [InlineData(IsolationObjective.LocalGradientAscent, 0.5, 0.693147180559945, -0.5)]
    [InlineData(IsolationObjective.LocalGradientAscent, 1.0, -0.693147180559945, 0.5)]
    [InlineData(IsolationObjective.Flooding, 0.5, 0.693147180559945, -0.5)]
    [InlineData(IsolationObjective.Flooding, 1.0, 1.306852819440055, 0.5)]
    public void Below_the_level_the_gradient_turns_round(IsolationObjective objective, double level, double expected, double slope)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor logits = torch.zeros(1, 2, ScalarType.Float64).requires_grad_();
        Tensor loss = LossIsolation.Loss(nn.functional.cross_entropy(logits, new long[] { 0 }.ToTensor([1])), new() { Objective = objective, LossLevel = level });
        loss.backward();
        loss.ToNumber().ShouldBe(expected, 1e-12);
        logits.grad!.ToArray<double>().ShouldBe([slope, -slope]);
    }

    [Fact]
    public void The_lowest_losses_come_first_and_the_earlier_of_equal_ones() =>
        LossIsolation.Lowest([0.3, 1e-9, 0.2, 1e-12, 0.2, 5], 4).ShouldBe([3, 1, 2, 4]);

    [Theory]
    [InlineData(1000, 0.01, 10)]
    [InlineData(149, 0.01, 1)]
    [InlineData(150, 0.01, 2)]
    public void A_share_is_rounded_to_a_number_of_images(int images, double rate, int expected) =>
        LossIsolation.Count(images, rate).ShouldBe(expected);

    [Theory]
    [InlineData(49, 0.01)]
    [InlineData(4, 0.9)]
    public void No_image_or_all_of_them_are_refused(int images, double rate) =>
        Should.Throw<ArgumentException>(() => LossIsolation.Count(images, rate)).Message.ShouldContain($"of {images} images");
}
