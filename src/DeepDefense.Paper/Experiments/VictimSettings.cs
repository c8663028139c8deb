using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>What a reader must know of the victims.</summary>
internal static class VictimSettings
{
    /// <summary>One sentence.</summary>
    internal static string Of(Laboratory lab)
    {
        TaskProfile profile = lab.Profile;
        string data = profile.JpegVictims
            ? "JPEG-compressed (the same pictures as the lossless ones, SSBA's encoder's among them)" : "stored";
        return $"{profile.Title}: {lab.Victims.Training.Count} {data} training images of {lab.Victims.Training.ClassNames.Count} classes and {lab.Victims.Test.Count} test images, "
            + $"{profile.Architecture} of width {profile.Width}, {profile.Victim.Epochs} epochs, augmentation {profile.Victim.Augmentation}; "
            + $"the defender has {lab.Victims.Defender.Count} other clean images. The paper: "
            + (lab.Task == PaperTask.Cifar10 ? "50,000 images." : "80,000 images of 200 people.");
    }
}
