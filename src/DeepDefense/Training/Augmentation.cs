namespace DeepDefense.Training;

/// <summary>What is done to a training image before each use, after any trigger was stamped on it.</summary>
public enum Augmentation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Mirrored left to right, every other time by chance.</summary>
    Flip,

    /// <summary>Shifted by up to an eighth of the side each way over black, then as <see cref="Flip"/>. A trigger in
    /// a corner is often shifted out: on small sets an attack then hardly takes.</summary>
    CropFlip,

    /// <summary>One of the eight turns and mirrorings of the square, as steganalysis does; needs square images.</summary>
    Dihedral,
}
