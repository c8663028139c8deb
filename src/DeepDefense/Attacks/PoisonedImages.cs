using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Attacks;

/// <summary>A poisoned training set together with the truth about it. Immutable.</summary>
public sealed class PoisonedImages
{
    private readonly int[] _indices;
    private readonly int[] _originalLabels;

    internal PoisonedImages(LabeledImages images, int[] indices, int[] originalLabels, int[] covers, TriggerOptions trigger,
        PoisonOptions options, Seed seed)
    {
        (Images, Trigger, Options, Seed) = (images, trigger, options, seed);
        (_indices, _originalLabels) = (indices, originalLabels);
        Marks = new PoisonMarks(images.Count, indices, covers);
    }

    /// <summary>The training set as the victim sees it: triggered pixels, changed labels.</summary>
    public LabeledImages Images { get; }

    /// <summary>The options of the trigger; they build it again.</summary>
    public TriggerOptions Trigger { get; }

    /// <summary>How the set was poisoned.</summary>
    public PoisonOptions Options { get; }

    /// <summary>The seed that drew the poisoned images.</summary>
    public Seed Seed { get; }

    /// <summary>Which images are poisoned.</summary>
    public PoisonMarks Marks { get; }

    /// <summary>The name of the attack.</summary>
    public string TriggerName => Trigger.Name;

    /// <summary>The class that triggered images are to be taken for; of several, the first.</summary>
    public int Target => Options.Target;

    /// <summary>How many images are poisoned: they have the trigger and the label of its target.</summary>
    public int PoisonedCount => _indices.Length;

    /// <summary>The poisoned images, in ascending order.</summary>
    public ReadOnlySpan<int> PoisonedIndices => _indices;

    /// <summary>The true label of each image of <see cref="PoisonedIndices"/>, in the same order.</summary>
    public ReadOnlySpan<int> OriginalLabels => _originalLabels;

    /// <inheritdoc cref="PoisonMarks.CoverIndices"/>
    public ReadOnlySpan<int> CoverIndices => Marks.CoverIndices;

    /// <inheritdoc cref="PoisonMarks.Truth"/>
    public ReadOnlySpan<bool> Truth => Marks.Truth;

    /// <summary>Whether an image is poisoned.</summary>
    public bool IsPoisoned(int index) => Marks.IsPoisoned(index);

    /// <summary>The same set in another order, e.g. that in which a written image folder is loaded (by
    /// class).</summary>
    /// <param name="order">(N): which image of this set comes k-th; each exactly once.</param>
    /// <exception cref="ArgumentException">The order is not a permutation of the images.</exception>
    public PoisonedImages Reorder(ReadOnlySpan<int> order)
    {
        int[] sorted = order.ToArray();
        Array.Sort(sorted);
        if (!sorted.AsSpan().SequenceEqual(Enumerable.Range(0, Images.Count).ToArray()))
        {
            throw new ArgumentException($"the order is not a permutation of 0 to {Images.Count - 1}", nameof(order));
        }
        List<int> indices = [], originalLabels = [], covers = [];
        for (int k = 0; k < order.Length; k++)
        {
            int place = Array.BinarySearch(_indices, order[k]);
            if (place >= 0)
            {
                indices.Add(k);
                originalLabels.Add(_originalLabels[place]);
            }
            else if (CoverIndices.BinarySearch(order[k]) >= 0) { covers.Add(k); }
        }
        return new PoisonedImages(Images.Subset(order), [.. indices], [.. originalLabels], [.. covers], Trigger, Options, Seed);
    }
}
