using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.AdversarialUnlearning;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

[Collection(nameof(TensorCounting))]
public sealed class AdversarialUnlearningTests(PlantedBackdoor planted) : IClassFixture<PlantedBackdoor>
{
    // Four batches a round are few: smaller steps to the perturbation, larger ones of the network.
    private static readonly AdversarialUnlearningOptions s_few = new() { BatchSize = 50, PerturbationRate = 1, LearningRate = 1e-3, PerturbedShare = 0.2 };

    [Fact]
    public void The_defaults_are_those_of_backdoorbench()
    {
        AdversarialUnlearningOptions options = new();
        (options.Rounds, options.FixedPointSteps, options.LearningRate, options.BatchSize, options.PerturbationRate, options.NormWeight, options.PerturbedShare)
            .ShouldBe((5, 5, 1e-4, 256, 10, 0.001, 0.01));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public void The_gradient_comes_near_that_through_the_minimum_of_the_inner_loss(int steps)
    {
        // I = (d - w^2)^2 / 2 is least at d = w^2, so that O = d^2 / 2 is w^4 / 2, and dO/dw = 2 w^3; of it K steps give 1 - (1 - r)^K.
        const double Weight = 1.5, Rate = 0.2;
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor weight = new[] { Weight }.ToTensor([1]).requires_grad_(), perturbation = new[] { Weight * Weight }.ToTensor([1]).requires_grad_();
        Tensor inner = (perturbation - weight.square()).square().sum() / 2, outer = perturbation.square().sum() / 2;
        Tensor loss = Hypergradient.Of(outer, inner, perturbation, Rate, steps);
        loss.ToNumber().ShouldBe(outer.ToNumber(), 1e-12);
        loss.backward();
        weight.grad!.ToNumber().ShouldBe(2 * Math.Pow(Weight, 3) * (1 - Math.Pow(1 - Rate, steps)), 1e-9);
    }

    [Fact]
    public void What_the_weights_do_to_the_outer_loss_itself_counts_too()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor weight = new[] { 2.0 }.ToTensor([1]).requires_grad_(), perturbation = new[] { 3.0 }.ToTensor([1]).requires_grad_();
        Hypergradient.Of((weight.square() * perturbation).sum(), perturbation.square().sum(), perturbation, 0.1, 5).backward();
        weight.grad!.ToNumber().ShouldBe(12, 1e-9);
    }

    [Fact]
    public void A_network_withstands_the_perturbation_that_is_worst_for_it_and_its_backdoor_is_weaker()
    {
        using Classifier model = planted.Copy();
        ModelMetrics before = planted.Measure(model);
        double withstood = AccuracyUnderPerturbation(model);
        AdversarialUnlearning.Purify(model, planted.Clean, s_few, PlantedBackdoor.Compute, new Seed(5));
        ModelMetrics after = planted.Measure(model);
        AccuracyUnderPerturbation(model).ShouldBeGreaterThan(withstood + 0.05);
        after.AttackSuccessRate!.Value.ShouldBeLessThan(before.AttackSuccessRate!.Value - 0.1, $"{before} {after}");
        after.CleanAccuracy!.Value.ShouldBeGreaterThan(before.CleanAccuracy!.Value - 0.1, $"{before} {after}");
    }

    private double AccuracyUnderPerturbation(Classifier model)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using PerturbedNetwork state = new(model.Network, [1, 3, 16, 16], torch.CPU);
        model.Network.eval();
        new AdversarialObjective(model, state, s_few, new BatchSampler(planted.Clean, s_few.BatchSize, Augmentation.None, new Seed(6))).At(0);
        using IDisposable pause = torch.no_grad();
        Tensor logits = model.Logits(model.Normalised(planted.Clean.ToTensor(torch.CPU)) + state.Perturbation);
        return logits.argmax(1).eq(planted.Clean.LabelTensor(torch.CPU)).to(ScalarType.Float32).mean().ToNumber();
    }
}
