using System.Text.Json.Serialization;

namespace DeepDefense.Steganalysis;

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

    /// <summary>What the last pool keeps. Default <see cref="WiserNetPooling.Average"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // stages that were kept before there was a choice stay what they are
    public WiserNetPooling Pooling { get; init; } = WiserNetPooling.Average;

    /// <summary>How the bottom is computed. Default <see cref="WiserNetBottom.Composed"/>.</summary>
    public WiserNetBottom Bottom { get; init; } = WiserNetBottom.Composed;

    /// <summary>How the weights start. Default <see cref="WiserNetInitialization.Kaiming"/>.</summary>
    public WiserNetInitialization Initialization { get; init; } = WiserNetInitialization.Kaiming;
}
