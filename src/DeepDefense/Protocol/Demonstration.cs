using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Protocol;

/// <summary>The whole story on one data set: the defender sets clean images aside, the attacker poisons the rest, the
/// victim is trained on it, Algorithm 1 repairs it.</summary>
public static class Demonstration
{
    /// <summary>Fingerprint of a data set: SHA-256 over pixels and labels of both parts.</summary>
    public static string Fingerprint(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabeledImages part in new[] { data.Train, data.Test })
        {
            for (int i = 0; i < part.Count; i++) { hash.AppendData(part.Image(i)); }
            hash.AppendData(MemoryMarshal.AsBytes(part.Labels));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Divides a pool between defender and training set.</summary>
    /// <param name="pool">The images.</param>
    /// <param name="cleanFraction">Share that the defender gets, in (0, 1).</param>
    /// <param name="seed">Draws them: its child <c>clean-split</c>.</param>
    public static (LabeledImages Clean, LabeledImages Training) Split(LabeledImages pool, double cleanFraction, Seed seed)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Require.OpenUnit(cleanFraction, nameof(cleanFraction));
        int[] order = seed.For("clean-split").Stream().Permutation(pool.Count);
        int clean = (int)Math.Round(cleanFraction * pool.Count);
        return (pool.Subset([.. order.Take(clean).Order()]), pool.Subset([.. order.Skip(clean).Order()]));
    }

    /// <summary>Tells it.</summary>
    /// <param name="data">Clean images; training part and test part.</param>
    /// <param name="options">How.</param>
    /// <param name="run">Where results and files go.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">All randomness.</param>
    /// <param name="progress">Told how far each stage is.</param>
    /// <param name="cancellation">Stops with the state written.</param>
    public static ProtocolResult Run(Dataset data, DemonstrationOptions options, RunFolder run, Compute compute, Seed seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        (LabeledImages clean, LabeledImages training) = Split(data.Train, options.CleanFraction, seed);
        DetectorTraining.RequireEnough(clean);
        Trigger trigger = options.Trigger.CreateTrigger();
        PoisonedImages poisoned = Poisoning.Poison(training, trigger, options.Poisoning, seed.For("poisoning"));
        PoisonManifest.Of(poisoned).Write(run.FilePath(PoisonManifest.FileName));

        string model = run.FilePath("suspicious-model.safetensors");
        run.Stage("train", () => TrainVictim(poisoned.Images, options, compute, seed.For("victim"), run, model, progress, cancellation), files: model);
        ProtocolInputs inputs = new(model, poisoned.Images, clean, data.Test, options.TriggerIsKnown ? trigger : null, poisoned);
        Dictionary<string, object> settings = new()
        {
            ["data"] = data.Name,
            ["trainingImages"] = training.Count,
            ["poisonedImages"] = poisoned.PoisonedCount,
            ["cleanImages"] = clean.Count,
            ["testImages"] = data.Test.Count,
            ["model"] = $"{options.Architecture} width {options.Width}",
            ["epochs"] = options.Victim.Epochs,
            ["augmentation"] = options.Victim.Augmentation.ToString(),
            ["precision"] = compute.Numbers,
            ["threads"] = TorchRuntime.Threads,
        };
        return new Algorithm1(run, options.Protocol, compute, seed, progress, cancellation).Run(inputs, settings);
    }

    private static bool TrainVictim(LabeledImages images, DemonstrationOptions options, Compute compute, Seed seed, RunFolder run,
        string path, IProgress<StageProgress>? progress, CancellationToken cancellation)
    {
        string state = run.FilePath("train.checkpoint");
        int epoch = Math.Max(images.Count / options.Victim.BatchSize, 1);
        using Classifier classifier = ClassifierTraining.Train(images, options.VictimFor(images), options.Victim, compute, seed,
            new Checkpoint(state, "victim", epoch), run.Recorded(progress).ForTraining("train"), cancellation);
        classifier.Save(path);
        File.Delete(state);
        return true;
    }
}
