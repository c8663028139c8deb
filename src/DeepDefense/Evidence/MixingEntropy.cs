using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>STRIP: Gao et al., "STRIP: A Defence Against Trojan Attacks on Deep Neural Networks", ACSAC 2019. Mixed half and half with clean
/// images, a triggered image still gives its target; the score is the mean entropy of the predictions in nats, negated.</summary>
/// <remarks>All images are mixed with the same clean images, drawn once, so that scores differ by the image alone; a clean image is not mixed with
/// itself but with one more. Scores are comparable between labels, as published.</remarks>
/// <param name="partners">n, clean images that each image is mixed with, at least 1. Default 16 (published: 100).</param>
public sealed class MixingEntropy(int partners = 16) : IEvidence
{
    private const double ImageShare = 0.5;

    /// <inheritdoc/>
    public string Name => "mixing-entropy";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Clean.Count <= partners)
        {
            return EvidenceScores.DoesNotApply(Name, $"{subject.Clean.Count} clean images; {partners + 1} are needed");
        }
        int[] drawn = subject.Seed.For("mixing-partners").Stream().Permutation(subject.Clean.Count)[..(partners + 1)];
        using DisposeScope scope = torch.NewDisposeScope();
        LabeledImages clean = subject.Clean;
        Tensor others = subject.Model.Rows(clean.Subset(drawn), (images, _) => images.flatten(1), derives: false, subject.Compute, null, cancellation)
            .ToTensor([drawn.Length, 3, clean.Height, clean.Width], subject.Model.Device);
        float[] entropies = Entropies(subject, subject.Training, others.narrow(0, 0, partners), progress, cancellation);
        float[] cleanEntropies = Entropies(subject, clean, others, null, cancellation);
        return new EvidenceScores(Name, Scores(entropies, partners, null), Scores(cleanEntropies, partners, drawn));
    }

    /// <summary>The negated mean over the first n partners that are not the image itself.</summary>
    /// <param name="entropies">(N, P), row-major.</param>
    /// <param name="count">n, at most P.</param>
    /// <param name="drawn">(P), which of the images the partners are, or null: none of them.</param>
    internal static double[] Scores(float[] entropies, int count, int[]? drawn) => [.. entropies.Chunk(drawn?.Length ?? count).Select((row, image) =>
        -row.Where((_, j) => drawn is null || drawn[j] != image).Take(count).Average(entropy => (double)entropy))];

    // (N, P): of each image mixed with each partner.
    private static float[] Entropies(EvidenceSubject subject, LabeledImages images, Tensor partners, IProgress<double>? progress, CancellationToken cancellation)
    {
        Classifier model = subject.Model;
        return model.Rows(images, (pixels, _) =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            return torch.stack([.. Enumerable.Range(0, (int)partners.shape[0]).Select(partner => Entropy(model, pixels, partners.narrow(0, partner, 1)))], 1).MoveToOuterDisposeScope();
        }, derives: false, subject.Compute, progress, cancellation);
    }

    // Normalisation is affine: the mean of normalised images is that of the images, normalised.
    private static Tensor Entropy(Classifier model, Tensor images, Tensor partner)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor logits = model.Logits((images * ImageShare) + (partner * (1 - ImageShare))).to(ScalarType.Float32);
        Tensor logarithms = logits.log_softmax(1);
        return (logarithms.exp() * logarithms).sum(1).neg().MoveToOuterDisposeScope();
    }
}
