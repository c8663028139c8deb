using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Pairs of clean images and the same under a random change. What happens to clean images too (hard negatives) happens
/// before it, on both sides of a pair, so that it tells nothing.</summary>
internal sealed class MixtureSampler(LabeledImages clean, MixtureOptions mixture, DetectorOptions options, Seed seed)
{
    private const double HardNegativeShare = 0.5;

    // Strong changes first: below chance there is no slope. The share of the steps after which all strengths are drawn.
    private const double CurriculumShare = 0.4;

    // Levels, summed over the image: white on white would teach that a clean image is poisoned.
    private const int LeastChange = 100;

    private readonly BatchSampler _covers = new(clean, options.BatchSize / 2, options.Dihedral ? Augmentation.Dihedral : Augmentation.None, seed);
    private readonly IPerturbation[] _perturbations = Perturbations.Of(mixture.Families);

    /// <summary>The pairs of a step: all clean images, then the changed ones in the same order.</summary>
    internal (LabeledImages Clean, LabeledImages Poisoned) Pairs(long step)
    {
        LabeledImages covers = _covers.Batch(step);
        Scene scene = new(clean, Math.Max(0, 1 - step / (CurriculumShare * options.Iterations)));
        LabeledImages before = mixture.HardNegatives
            ? Changed(covers, Perturbations.HardNegatives, HardNegativeShare, new Scene(clean), seed.For("hard-negatives", step).Stream())
            : covers;
        LabeledImages after = Changed(before, _perturbations, 1, scene, seed.For("perturbations", step).Stream());
        int[] changed = [.. Enumerable.Range(0, covers.Count).Where(i => PairSampler.Change(before.Image(i), after.Image(i)) >= LeastChange)];
        return changed.Length > 0
            ? (before.Subset(changed), after.Subset(changed))
            : throw new TrainingException($"{mixture.Families} change none of the {covers.Count} images of a batch enough to be seen");
    }

    private static LabeledImages Changed(LabeledImages images, IReadOnlyList<IPerturbation> perturbations, double share, Scene scene, RandomStream random)
    {
        byte[] pixels = images.Block(0, images.Count);
        for (int i = 0; i < images.Count; i++)
        {
            if (random.NextDouble() >= share) { continue; }
            perturbations[random.Next(perturbations.Count)].Apply(pixels.AsSpan(i * images.ImageSize, images.ImageSize), scene, random);
        }
        return images.WithPixels(pixels);
    }
}
