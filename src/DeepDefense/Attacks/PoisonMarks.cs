namespace DeepDefense.Attacks;

/// <summary>Which images of a training set are poisoned, however that is known. Immutable.</summary>
public sealed class PoisonMarks
{
    private readonly bool[] _isPoisoned;
    private readonly int[] _covers;

    /// <summary>Marks some images.</summary>
    /// <param name="count">N, the number of images in the set.</param>
    /// <param name="poisoned">The poisoned images: distinct places in [0, N).</param>
    /// <param name="covers">Those that have the trigger and their true label: places in ascending order, none of them poisoned.</param>
    /// <exception cref="ArgumentOutOfRangeException">A place is outside of the set.</exception>
    public PoisonMarks(int count, IEnumerable<int> poisoned, IEnumerable<int> covers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(poisoned);
        ArgumentNullException.ThrowIfNull(covers);
        (_isPoisoned, _covers) = (new bool[count], [.. covers]);
        foreach (int index in poisoned)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(poisoned));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count, nameof(poisoned));
            _isPoisoned[index] = true;
        }
    }

    /// <summary>How many images are poisoned: they have the trigger and the label of its target.</summary>
    public int PoisonedCount => _isPoisoned.AsSpan().Count(true);

    /// <summary>The cover images, in ascending order: they have the trigger and their true label. They count as neither poisoned
    /// nor clean.</summary>
    public ReadOnlySpan<int> CoverIndices => _covers;

    /// <summary>(N): whether each image is poisoned.</summary>
    public ReadOnlySpan<bool> Truth => _isPoisoned;

    /// <summary>Whether an image is poisoned.</summary>
    public bool IsPoisoned(int index) => _isPoisoned[index];
}
