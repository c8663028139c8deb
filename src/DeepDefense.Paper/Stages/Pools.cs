using DeepDefense.Datasets;
using DeepDefense.Protocol;
using DeepDefense.Torch;

namespace DeepDefense.Paper.Stages;

/// <summary>One data set divided among its users, so that no image has two of them: what the attacker trains the SSBA
/// encoder on, what the defender knows to be clean, what the victim is trained on, and what is tested on.</summary>
/// <param name="Encoder">For the encoder.</param>
/// <param name="Defender">For the detector and for unlearning.</param>
/// <param name="Training">The training set, before any poisoning.</param>
/// <param name="Test">The data set's own test part.</param>
/// <param name="Key">Hash of the data set and of the division.</param>
public sealed record Pools(LabeledImages Encoder, LabeledImages Defender, LabeledImages Training, LabeledImages Test, string Key)
{
    /// <summary>Divides a data set.</summary>
    /// <param name="data">It.</param>
    /// <param name="encoderShare">Share of its training part for the encoder, in (0, 1).</param>
    /// <param name="defenderShare">Share for the defender, in (0, 1); the rest is the training set.</param>
    /// <param name="seed">Divides.</param>
    public static Pools Divide(Dataset data, double encoderShare, double defenderShare, Seed seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] order = seed.For("pools").Stream().Permutation(data.Train.Count);
        int encoder = (int)Math.Round(encoderShare * order.Length), defender = (int)Math.Round(defenderShare * order.Length);
        return new Pools(Part(0, encoder), Part(encoder, defender), Part(encoder + defender, order.Length - encoder - defender),
            data.Test, $"{Demonstration.Fingerprint(data)} {encoder} {defender} {seed.Value}");

        LabeledImages Part(int start, int count) => data.Train.Subset([.. order.AsSpan(start, count).ToArray().Order()]);
    }
}
