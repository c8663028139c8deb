using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Evidence.Appearance;

namespace DeepDefense.Protocol;

/// <summary>Clean images that bear the trigger under their true labels: from these a network learns what to answer where the trigger is.</summary>
public static class TriggeredClean
{
    // More are not drawn from in a course of unlearning, and a set that is mapped may be larger than the memory.
    private const int MostImages = 4096;

    /// <summary>With a trigger that is named.</summary>
    /// <param name="clean">(N, 3, H, W), at least one image; of many 4,096, spread over the set.</param>
    /// <param name="trigger">The trigger.</param>
    public static LabeledImages Of(LabeledImages clean, Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(trigger);
        return trigger.Apply(clean.EvenlySpaced(MostImages));
    }

    /// <summary>With a trigger as it was estimated.</summary>
    /// <param name="clean">(N, 3, H, W), at least one image; of many 4,096, spread over the set.</param>
    /// <param name="appearance">What the trigger looks like, of images of the same size.</param>
    /// <returns>They, or null: the trigger differs from image to image, so that there is nothing to put on.</returns>
    public static LabeledImages? Of(LabeledImages clean, TriggerAppearance appearance)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(appearance);
        return appearance.On(clean.EvenlySpaced(MostImages));
    }
}
