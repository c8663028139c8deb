namespace DeepDefense.Steganalysis;

/// <summary>Where WISERNet samples its feature maps down.</summary>
public enum WiserNetResolution
{
    /// <summary>As published for 512 x 512: second convolution with stride 2. Buries a 3 x 3 trigger at 32 x 32.</summary>
    Published,

    /// <summary>For small images: second convolution with stride 1, second pool 3 x 3 with stride 2.</summary>
    High,
}
