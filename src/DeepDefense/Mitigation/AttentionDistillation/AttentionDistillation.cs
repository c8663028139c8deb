using DeepDefense.Datasets;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.AttentionDistillation;

/// <summary>Neural attention distillation (NAD) after Li et al. 2021: a copy of the suspicious model is fine-tuned on clean images and
/// teaches the model to look where it looks, while both see clean images only.</summary>
public static class AttentionDistillation
{
    /// <summary>Teaches in place.</summary>
    /// <param name="model">The suspicious model, of an architecture of ours; afterwards the purified one.</param>
    /// <param name="clean">Images known to be clean, under their true labels.</param>
    /// <param name="options">How.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">Order and augmentation.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere. Each stage has a file beside the given path, its name with a dot
    /// and the name of the stage; that of the teacher stays.</param>
    /// <param name="progress">Told after each step of the stages <c>teacher</c> and <c>distil</c>.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <exception cref="ArgumentException">There is no clean image, they do not fit the model, or the network does not show its stages or has
    /// fewer than there are weights.</exception>
    /// <exception cref="ModelFormatException">The weights are too coarse to learn.</exception>
    public static void Purify(Classifier model, LabeledImages clean, AttentionDistillationOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        compute = CleanImages.Require(model, clean, options, compute);
        int stages = options.StageWeights.Count;
        RequireStages(model, clean, stages);
        using Classifier teacher = model.Copy();
        CleanTuning tuning = new(teacher, clean, options.Teacher, compute, seed.For("teacher")) { Checkpoint = checkpoint?.For("teacher"), KeepsLast = true };
        tuning.Run(batch => ClassifierTraining.LossOf(teacher, batch), progress.ForTraining("teacher"), cancellation);
        teacher.Network.eval();
        new CleanTuning(model, clean, options.Student, compute, seed.For("student")) { Checkpoint = checkpoint?.For("distil") }
            .Run(LossOf, progress.ForTraining("distil"), cancellation);

        Tensor LossOf(LabeledImages batch)
        {
            Tensor[] wanted;
            using (torch.no_grad()) { (wanted, _) = Attention.Trace(teacher, batch, stages); }
            (Tensor[] given, Tensor logits) = Attention.Trace(model, batch, stages);
            Tensor loss = nn.functional.cross_entropy(logits, batch.LabelTensor(model.Device));
            for (int i = 0; i < stages; i++) { loss += Attention.Distance(given[i], wanted[i], options.Power) * options.StageWeights[i]; }
            return loss;
        }
    }

    // Before the teacher is trained, not after.
    private static void RequireStages(Classifier model, LabeledImages clean, int stages)
    {
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        model.Network.eval();
        Attention.Trace(model, clean.Subset([0]), stages);
    }
}
