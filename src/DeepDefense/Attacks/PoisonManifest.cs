using System.Text.Json.Serialization;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Attacks;

/// <summary>The ground truth that lies beside a poisoned training set as <c>poison.json</c>: which images are poisoned,
/// what they were, and the full options of the trigger, so that it can be built again for the attack success
/// rate.</summary>
/// <remarks>Images are named by their place in the loading order of the written set, and the manifest knows that set by
/// its pixels and labels: on any other set, or the same in another order, it is refused rather than misread. For a
/// format that loads in another order than it was written in, <see cref="PoisonedImages.Reorder"/> comes
/// first.</remarks>
public sealed class PoisonManifest
{
    /// <summary>What the file is called beside a data set.</summary>
    public const string FileName = "poison.json";

    [JsonConstructor]
    internal PoisonManifest(TriggerOptions trigger, PoisonOptions poisoning, ulong seed, int trainingCount,
        string trainingSha256, IReadOnlyList<int> poisonedIndices, IReadOnlyList<int> originalLabels,
        IReadOnlyList<string>? sources, IReadOnlyList<int>? coverIndices = null)
    {
        (Trigger, Poisoning, Seed) = (trigger, poisoning, seed);
        (TrainingCount, TrainingSha256) = (trainingCount, trainingSha256);
        (PoisonedIndices, OriginalLabels, Sources) = (poisonedIndices, originalLabels, sources);
        CoverIndices = coverIndices;
    }

    /// <summary>The options of the trigger; they build it again.</summary>
    public TriggerOptions Trigger { get; }

    /// <summary>Poison rate, target, and which classes were drawn from.</summary>
    public PoisonOptions Poisoning { get; }

    /// <summary>The seed that drew the poisoned images.</summary>
    public ulong Seed { get; }

    /// <summary>N, the number of images in the training set.</summary>
    public int TrainingCount { get; }

    /// <summary>SHA-256 of the training set: N, H, W and labels (32 bits each, little-endian), then pixels; lower-case
    /// hex.</summary>
    public string TrainingSha256 { get; }

    /// <summary>The poisoned images: strictly ascending places in the loading order, each in [0, N).</summary>
    public IReadOnlyList<int> PoisonedIndices { get; }

    /// <summary>The true label of each poisoned image.</summary>
    public IReadOnlyList<int> OriginalLabels { get; }

    /// <summary>Where each poisoned image came from, or null where that is not known.</summary>
    public IReadOnlyList<string>? Sources { get; }

    /// <summary>The cover images, which have the trigger under their true label: strictly ascending places, none of them
    /// poisoned; or null: there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? CoverIndices { get; }

    /// <summary>The manifest of a poisoned set that is loaded in the order it now has.</summary>
    public static PoisonManifest Of(PoisonedImages poisoned)
    {
        ArgumentNullException.ThrowIfNull(poisoned);
        LabeledImages images = poisoned.Images;
        int[] indices = poisoned.PoisonedIndices.ToArray();
        return new PoisonManifest(poisoned.Trigger, poisoned.Options, poisoned.Seed.Value, images.Count,
            TrainingFingerprint.Of(images), indices, poisoned.OriginalLabels.ToArray(),
            images.Sources is null ? null : [.. indices.Select(images.SourceOf)],
            poisoned.CoverIndices.IsEmpty ? null : poisoned.CoverIndices.ToArray());
    }

    /// <summary>Reads and checks a manifest.</summary>
    /// <exception cref="PoisonManifestException">The file is not a manifest of this version, or contradicts itself.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PoisonManifest Read(string path) => PoisonManifestFormat.Read(path);

    /// <summary>Writes the manifest; an older file of that name stays whole until the new one is.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => PoisonManifestFormat.Write(this, path);

    /// <summary>The truth about a training set that was loaded from disk.</summary>
    /// <param name="training">The set this manifest was written for, in its loading order.</param>
    /// <param name="path">The manifest's file, for messages.</param>
    /// <exception cref="PoisonManifestException">It is another set, or the same in another order.</exception>
    public PoisonedImages GroundTruthOf(LabeledImages training, string path = FileName)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Count != TrainingCount)
        {
            throw new PoisonManifestException(path, $"a training set of {training.Count} images",
                $"the {TrainingCount} that the manifest was written for");
        }
        string fingerprint = TrainingFingerprint.Of(training);
        if (fingerprint != TrainingSha256)
        {
            throw new PoisonManifestException(path, $"a training set with SHA-256 {fingerprint}",
                $"{TrainingSha256}: the images, their labels or their order changed after the manifest was written");
        }
        return new PoisonedImages(
            training, [.. PoisonedIndices], [.. OriginalLabels], [.. CoverIndices ?? []], Trigger, Poisoning, new Seed(Seed));
    }
}
