namespace DeepDefense.Steganalysis;

/// <summary>The pixels over which the correlation of a trigger is taken.</summary>
public enum TriggerRegion
{
    /// <summary>All pixels, those that the trigger left alone included (their difference is 0), as equation 1 says:
    /// K = W x H. What is then measured of a local trigger is mostly that its bands change in the same place.</summary>
    Image,

    /// <summary>The pixels of which at least one band changed.</summary>
    Changed,
}
