using DeepDefense.Datasets;
using DeepDefense.Models;

namespace DeepDefense.Mitigation.AttentionDistillation;

/// <summary>Where in an image a stage of a network looks.</summary>
internal static class Attention
{
    private const double Smallest = 1e-6;

    /// <summary>The sum over channels of a power of what is there, each image scaled to norm 1.</summary>
    /// <param name="maps">(N, C, H, W).</param>
    /// <param name="power">Above 0.</param>
    /// <returns>(N, H W).</returns>
    internal static Tensor Of(Tensor maps, double power)
    {
        Tensor exact = maps.dtype == ScalarType.BFloat16 ? maps.to(ScalarType.Float32) : maps; // squares summed over channels need its digits
        Tensor summed = exact.abs().pow(power).sum(1).flatten(1);
        return summed / (summed.norm(1, keepdim: true) + Smallest);
    }

    /// <summary>Mean over images and pixels of the squared difference of two attentions.</summary>
    /// <param name="student">(N, C, H, W).</param>
    /// <param name="teacher">(N, C, H, W).</param>
    /// <param name="power">Above 0.</param>
    /// <returns>A scalar.</returns>
    internal static Tensor Distance(Tensor student, Tensor teacher, double power) => (Of(student, power) - Of(teacher, power)).square().mean();

    /// <summary>Runs a network over stored images and keeps what leaves its last stages.</summary>
    /// <param name="model">A network of ours.</param>
    /// <param name="batch">N images.</param>
    /// <param name="stages">How many.</param>
    /// <returns>The maps, each (N, C, H, W), the earliest first, and (N, K) logits.</returns>
    /// <exception cref="ArgumentException">The network has fewer stages, or does not show them.</exception>
    internal static (Tensor[] Stages, Tensor Logits) Trace(Classifier model, LabeledImages batch, int stages)
    {
        if (model.Network is not ILayered network)
        {
            throw new ArgumentException("attention distillation needs what leaves the stages of the network, which a TorchScript network does not show; fine-tuning needs no more "
                + "than its output", nameof(model));
        }
        (IReadOnlyList<Tensor> maps, Tensor logits) = network.Trace(model.Normalised(batch.ToTensor(model.Device)));
        Tensor[] ends = Ends(maps);
        return ends.Length >= stages ? (ends[^stages..], logits)
            : throw new ArgumentException($"{stages} weights of stages are given; the network has {ends.Length} stages", nameof(stages));
    }

    // A stage ends where the next map has another size.
    private static Tensor[] Ends(IReadOnlyList<Tensor> maps) =>
        [.. maps.Where((map, i) => i == maps.Count - 1 || !map.shape.SequenceEqual(maps[i + 1].shape))];
}
