namespace DeepDefense.Paper;

/// <summary>Where clean images come from, beside where the training images come from.</summary>
public enum ImageSource
{
    /// <summary>From the same place.</summary>
    Same,

    /// <summary>From one that keeps JPEG files of quality 75.</summary>
    Jpeg,

    /// <summary>From one whose images have three quarters of the side, and were enlarged.</summary>
    Resized,
}
