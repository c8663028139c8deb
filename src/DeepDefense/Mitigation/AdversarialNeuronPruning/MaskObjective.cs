using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.AdversarialNeuronPruning;

/// <summary>The loss of the masks: that of the masked network on clean images, and that of the same network where its neurons are perturbed
/// as badly as they can be.</summary>
internal sealed class MaskObjective(Classifier model, NormedNeurons neurons, NeuronMask mask, AdversarialNeuronPruningOptions options, BatchSampler sampler, Seed seed)
{
    /// <summary>The scalar loss of a step. The network itself is not in its graph, only what its derivatives say of the masks.</summary>
    internal Tensor At(long step)
    {
        Tensor masked = mask.Values.detach();
        LabeledImages batch = sampler.Batch(step);
        (Tensor weights, Tensor biases) = Worst(batch, step, masked);
        (double perturbed, Tensor perturbedSlope, _) = Measure(batch, masked + weights, 1 + biases);
        (double clean, Tensor cleanSlope, _) = Measure(batch, masked, torch.ones_like(biases));
        Tensor slope = (cleanSlope * options.CleanWeight) + (perturbedSlope * (1 - options.CleanWeight));
        return Derivatives.Linear((options.CleanWeight * clean) + ((1 - options.CleanWeight) * perturbed), [mask.Values], [slope]);
    }

    /// <summary>Perturbations of weights and biases, as shares of them: begun at random, moved up the loss, within their bound.</summary>
    private (Tensor Weights, Tensor Biases) Worst(LabeledImages batch, long step, Tensor masked)
    {
        double bound = options.Perturbation, stride = bound / options.PerturbationSteps;
        using Generator generator = seed.For("perturbation", step).Generator();
        Tensor weights = Drawn(), biases = Drawn();
        for (int i = 0; i < options.PerturbationSteps; i++)
        {
            (_, Tensor weightSlope, Tensor biasSlope) = Measure(batch, masked + weights, 1 + biases);
            weights = (weights + (weightSlope.sign() * stride)).clamp(-bound, bound);
            biases = (biases + (biasSlope.sign() * stride)).clamp(-bound, bound);
        }
        return (weights, biases);

        Tensor Drawn() => torch.empty(neurons.Count).uniform_(-bound, bound, generator).to(model.Device);
    }

    private (double Loss, Tensor Weights, Tensor Biases) Measure(LabeledImages batch, Tensor weights, Tensor biases)
    {
        neurons.Scale(weights, biases);
        Tensor loss = ClassifierTraining.LossOf(model, batch);
        (Tensor weightSlope, Tensor biasSlope) = neurons.Gradients(loss);
        return (loss.ToNumber(), weightSlope, biasSlope);
    }
}
