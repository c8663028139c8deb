namespace DeepDefense.Evidence.Appearance;

/// <summary>What isolated images have in common.</summary>
public enum AppearanceKind
{
    /// <summary>Nothing was seen: the images are like clean ones, or too few.</summary>
    NotVisible,

    /// <summary>The same pixels, a small part of the image, carry the same colours.</summary>
    FixedPatch,

    /// <summary>One pattern lies over the image.</summary>
    FixedPattern,

    /// <summary>Fine detail is unlike that of clean images, but in no common place or form.</summary>
    DiffersFromImageToImage,
}
