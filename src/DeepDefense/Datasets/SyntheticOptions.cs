namespace DeepDefense.Datasets;

/// <summary>How many synthetic images to make, and how large.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Training images, at least 1. Default 3,000.</summary>
    public int TrainCount { get; init => field = Require.AtLeast(value, 1); } = 3000;

    /// <summary>Test images, at least 1. Default 1,000.</summary>
    public int TestCount { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <summary>H and W in pixels, at least 16. Default 32.</summary>
    public int Size { get; init => field = Require.AtLeast(value, 16); } = 32;

    /// <summary>K, in [2, 10]. Default 10.</summary>
    public int ClassCount
    {
        get;
        init => field = value is >= 2 and <= 10
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ClassCount), value, "must lie in [2, 10]");
    } = 10;
}
