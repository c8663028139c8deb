using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.AdversarialUnlearning;

/// <summary>The loss of a step: clean images, some of them perturbed, are to be classified as what they are. The perturbation is searched for
/// at the beginning of each round.</summary>
internal sealed class AdversarialObjective(Classifier model, PerturbedNetwork state, AdversarialUnlearningOptions options, BatchSampler sampler)
{
    /// <summary>The scalar loss of a step, whose gradient counts what the weights do to the perturbation.</summary>
    internal Tensor At(long step)
    {
        long round = step / sampler.BatchesPerEpoch, first = round * sampler.BatchesPerEpoch;
        if (step == first) { Search(first); }
        Tensor perturbation = state.Perturbation.detach().clone().requires_grad_();
        LabeledImages judged = sampler.Batch(first), batch = sampler.Batch(step);
        Tensor inner = Inner(perturbation, Images(judged), judged.LabelTensor(model.Device));
        int perturbed = (int)Math.Ceiling(options.PerturbedShare * batch.Count); // the first: the order is random
        Tensor where = torch.cat([torch.ones(perturbed, device: model.Device), torch.zeros(batch.Count - perturbed, device: model.Device)]);
        Tensor logits = model.Logits(Images(batch) + (perturbation * where.reshape(-1, 1, 1, 1)));
        Tensor outer = nn.functional.cross_entropy(logits, batch.LabelTensor(model.Device));
        return Hypergradient.Of(outer, inner, perturbation, options.FixedPointRate, options.FixedPointSteps);
    }

    /// <summary>What takes images away from what they are taken for, found in one pass over the clean images, from none on.</summary>
    private void Search(long first)
    {
        Tensor perturbation = torch.zeros_like(state.Perturbation);
        for (long step = first; step < first + sampler.BatchesPerEpoch; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor images = Images(sampler.Batch(step)), taken;
            using (torch.no_grad()) { taken = model.Logits(images).argmax(1); }
            Tensor leaf = perturbation.detach().requires_grad_();
            perturbation = (leaf - (Derivatives.Of(Inner(leaf, images, taken), [leaf])[0] * options.PerturbationRate)).detach().MoveToOuterDisposeScope();
        }
        using IDisposable pause = torch.no_grad();
        state.Perturbation.copy_(perturbation);
    }

    private Tensor Inner(Tensor perturbation, Tensor images, Tensor labels) =>
        (perturbation.square().sum() * options.NormWeight) - nn.functional.cross_entropy(model.Logits(images + perturbation), labels);

    private Tensor Images(LabeledImages batch) => model.Normalised(batch.ToTensor(model.Device));
}
