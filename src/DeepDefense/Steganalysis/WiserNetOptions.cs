namespace DeepDefense.Steganalysis;

/// <summary>Where WISERNet samples its feature maps down.</summary>
public enum WiserNetResolution
{
    /// <summary>As published for 512 x 512: second convolution with stride 2. Buries a 3 x 3 trigger at 32 x 32.</summary>
    Published,

    /// <summary>For small images: second convolution with stride 1, second pool 3 x 3 with stride 2.</summary>
    High,
}

/// <summary>How the two linear layers at the bottom are computed.</summary>
public enum WiserNetBottom
{
    /// <summary>One after the other, each zero-padded by 2, as published.</summary>
    Separate,

    /// <summary>As one 9 x 9 convolution whose kernel is composed anew at each step, zero-padded by 4: the same
    /// function away from the border, two to three times as fast.</summary>
    Composed,
}

/// <summary>How the weights above the high-pass filters start.</summary>
public enum WiserNetInitialization
{
    /// <summary>Caffe's: convolutions normal with deviation 0.01, fully connected xavier.</summary>
    Published,

    /// <summary>Normal with deviation sqrt(2 / fan in) throughout.</summary>
    Kaiming,
}

/// <summary>The shape of a WISERNet.</summary>
public sealed record WiserNetOptions
{
    /// <summary>As published: 4,663,284 parameters.</summary>
    public static WiserNetOptions Published { get; } = new()
    {
        Width = 72,
        Resolution = WiserNetResolution.Published,
        Bottom = WiserNetBottom.Separate,
        Initialization = WiserNetInitialization.Published,
    };

    /// <summary>Channels of the second convolution; the third has 4 times, the fourth 16 times as many, and the fully
    /// connected layers shrink along. At least 9. Published 72, default 36.</summary>
    public int Width { get; init => field = Require.AtLeast(value, 9); } = 36;

    /// <summary>Where it samples down. Default <see cref="WiserNetResolution.High"/>.</summary>
    public WiserNetResolution Resolution { get; init; } = WiserNetResolution.High;

    /// <summary>How the bottom is computed. Default <see cref="WiserNetBottom.Composed"/>.</summary>
    public WiserNetBottom Bottom { get; init; } = WiserNetBottom.Composed;

    /// <summary>How the weights start. Default <see cref="WiserNetInitialization.Kaiming"/>.</summary>
    public WiserNetInitialization Initialization { get; init; } = WiserNetInitialization.Kaiming;
}
