using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Attacks.Ssba;

/// <summary>Trains an encoder and its decoder on clean images: first to carry fresh random bits at all, then, once most
/// of them arrive, to change the images little.</summary>
/// <remarks>Order of the losses after StegaStamp (tancik/StegaStamp, train.py) and BackdoorBench
/// (<c>resource/ssba/train.py</c>); sizes and steps are this library's own. There is no noise layer but the rounding to
/// uint8: poisoned images are read as they were written.</remarks>
public static class SsbaEncoderTraining
{
    private const int LeastImages = 20;

    /// <summary>Trains an encoder on a part of the images and measures it on the rest.</summary>
    /// <param name="images">Clean images; best none that the detector is trained on, or detection looks too easy.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="seed">First weights of each attempt, split, order and bits.</param>
    /// <param name="checkpoint">Where to keep the state, or null: nowhere.</param>
    /// <param name="progress">Told after each step; an attempt that stays at chance is followed by one that starts
    /// anew.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <returns>The encoder, whether it passes the gates of its report or not; the caller owns it.</returns>
    /// <exception cref="ArgumentException">Fewer than 20 images, or their sides are no multiples of 16.</exception>
    public static SsbaEncoder Train(LabeledImages images, SsbaEncoderOptions options, Compute compute, Seed seed,
        Checkpoint? checkpoint = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(compute);
        if (images.Count < LeastImages)
        {
            throw new ArgumentException($"{images.Count} images; an encoder needs at least {LeastImages}", nameof(images));
        }
        int[] order = seed.For("held-out").Stream().Permutation(images.Count);
        int heldOut = Math.Clamp((int)Math.Round(options.HeldOutFraction * images.Count), 1, images.Count - 1);
        LabeledImages learned = images.Subset(order.AsSpan(heldOut)), unseen = images.Subset(order.AsSpan(0, heldOut));

        Checkpoint? StateOf(int attempt) => checkpoint is null ? null : checkpoint with { Key = $"{checkpoint.Key} attempt {attempt}" };
        int attempt = Enumerable.Range(0, options.Attempts).FirstOrDefault(number => StateOf(number)?.IsThere() == true);
        while (true)
        {
            SsbaEncoderCourse course = new(learned, options, compute, seed.For("attempt", attempt));
            try
            {
                bool last = attempt == options.Attempts - 1;
                if (course.Run(mayGiveUp: !last, StateOf(attempt), progress, cancellation)) { return course.Measure(unseen, attempt, seed); }
                course.Dispose();
                attempt++;
            }
            catch
            {
                course.Dispose();
                throw;
            }
        }
    }
}
