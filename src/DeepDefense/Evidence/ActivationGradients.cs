using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>AGPD: Yuan et al., "Activation Gradient based Poisoned Sample Detection Against Backdoor Attacks", ICLR 2025. Derivatives of the
/// label's logit by the channels of a layer point in one direction for clean images of a label, in another for poisoned ones. A label whose
/// derivatives are dispersed more than those of others is a target; within it images are the more suspicious the closer they are to the far
/// end.</summary>
/// <remarks>Labels that are no targets get 0, as the method takes nothing from them; scores of targets are robust deviations of the clean
/// images of the label (<see cref="ClassScale"/>). Not specified, and chosen here: layers are what leaves the stem and the blocks but the
/// last, whose derivative is the same for all images of a label; the far point moves to the mean of all that was removed so far, where s is
/// normalised to [0, 1] over all images of the label; histograms are those of s of the same images, 100 bins; the far point rests where no more
/// is removed, or where it was before the first divergence above mean + 5 standard deviations of the ten before it, or after 100 steps; the score is 1 - s by that point. All-to-all: if no label stands out, those of dispersion above .3 in
/// the layer of the later half that has most of them. A clean image is compared with the mean of the others.</remarks>
public sealed class ActivationGradients : IEvidence
{
    /// <inheritdoc/>
    public string Name => "activation-gradients";

    /// <inheritdoc/>
    public EvidenceScores Score(EvidenceSubject subject, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        NetworkFeatures training = subject.TrainingFeatures(progress, cancellation), clean = subject.CleanFeatures(cancellation);
        if (training.Gradients is not { } gradients || clean.Gradients is not { } cleanGradients)
        {
            return EvidenceScores.DoesNotApply(Name, NetworkFeatures.NoGradients);
        }
        int[] predicted = clean.Predictions();
        if (subject.Clean.Labels.ToArray().Zip(predicted).All(pair => pair.First != pair.Second))
        {
            return EvidenceScores.DoesNotApply(Name, "the network predicts no clean image correctly");
        }
        (double[] scores, double[] cleanScores) = Of(gradients, subject.Training.Labels, cleanGradients, subject.Clean.Labels, predicted,
            [.. training.Layers.SkipLast(1)], subject.Classes);
        return new EvidenceScores(Name, scores, cleanScores);
    }

    /// <summary>The layer that shows targets best, how far each label stands out there, and which are targets.</summary>
    /// <param name="gradients">(N, D).</param>
    /// <param name="labels">(N).</param>
    /// <param name="clean">(M, D).</param>
    /// <param name="cleanLabels">(M).</param>
    /// <param name="predicted">(M), what the network takes the clean images for.</param>
    /// <param name="layers">Where each layer starts, and how wide it is.</param>
    /// <param name="classes">K.</param>
    internal static GradientDispersion.Gate GateOf(Tensor gradients, ReadOnlySpan<int> labels, Tensor clean, ReadOnlySpan<int> cleanLabels,
        int[] predicted, IReadOnlyList<(int Start, int Width)> layers, int classes)
    {
        int[][] members = LabelRows.Members(labels, classes), recognised = Recognised(cleanLabels, predicted, classes);
        return GradientDispersion.Choose([.. layers.Select(layer =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            return GradientDispersion.Of(gradients.narrow(1, layer.Start, layer.Width), members,
                GradientDispersion.References(clean.narrow(1, layer.Start, layer.Width), recognised));
        })]);
    }

    /// <summary>Scores from derivatives.</summary>
    /// <inheritdoc cref="GateOf"/>
    internal static (double[] Training, double[] Clean) Of(Tensor gradients, ReadOnlySpan<int> labels, Tensor clean, ReadOnlySpan<int> cleanLabels,
        int[] predicted, IReadOnlyList<(int Start, int Width)> layers, int classes)
    {
        GradientDispersion.Gate gate = GateOf(gradients, labels, clean, cleanLabels, predicted, layers, classes);
        using DisposeScope scope = torch.NewDisposeScope();
        (int start, int width) = layers[gate.Layer];
        Tensor rows = gradients.narrow(1, start, width), cleanRows = clean.narrow(1, start, width);
        int[][] members = LabelRows.Members(labels, classes), cleanMembers = LabelRows.Members(cleanLabels, classes);
        int[][] recognised = Recognised(cleanLabels, predicted, classes);
        double[] scores = new double[labels.Length], cleanScores = new double[cleanLabels.Length];
        for (int label = 0; label < classes; label++)
        {
            if (members[label].Length == 0 || recognised[label].Length == 0) { continue; }
            using DisposeScope inner = torch.NewDisposeScope();
            Tensor own = LabelRows.Rows(rows, members[label]), ownClean = LabelRows.Rows(cleanRows, cleanMembers[label]);
            Tensor reference = LabelRows.Rows(cleanRows, recognised[label]).mean([0]), far = GradientCloseness.FarPoint(own, reference);
            LabelRows.Put(Suspicion(own, far, reference.expand_as(own)), members[label], scores);
            LabelRows.Put(Suspicion(ownClean, far, Others(ownClean, reference, cleanMembers[label], recognised[label])), cleanMembers[label], cleanScores);
        }
        // Scaled before labels are passed over: the spread of the clean images of all labels counts.
        (scores, cleanScores) = ClassScale.Of(scores, labels, cleanScores, cleanLabels, classes);
        return (OfTargets(scores, labels, gate), OfTargets(cleanScores, cleanLabels, gate));
    }

    private static int[][] Recognised(ReadOnlySpan<int> cleanLabels, int[] predicted, int classes) =>
        [.. LabelRows.Members(cleanLabels, classes).Select((rows, label) => rows.Where(i => predicted[i] == label).ToArray())];

    private static Tensor Suspicion(Tensor gradients, Tensor far, Tensor references)
    {
        Tensor unit = GradientDispersion.Unit(gradients);
        return 1 - GradientCloseness.Of(unit, far, (unit * GradientDispersion.Unit(references)).sum(1));
    }

    // The reference without the image itself, which would be close to itself.
    private static Tensor Others(Tensor gradients, Tensor reference, int[] members, int[] recognised)
    {
        if (recognised.Length < 2) { return reference.expand_as(gradients); }
        Tensor isPart = members.Select(i => recognised.Contains(i) ? 1.0 : 0).ToArray().ToTensor([members.Length, 1]);
        return ((reference * recognised.Length) - (gradients * isPart)) / (recognised.Length - isPart);
    }

    private static double[] OfTargets(double[] scores, ReadOnlySpan<int> labels, GradientDispersion.Gate gate)
    {
        int[] all = labels.ToArray();
        return [.. scores.Select((score, i) => gate.Targets.Contains(all[i]) ? score : 0)];
    }
}
