namespace DeepDefense.Steganalysis;

/// <summary>What WISERNet's last pool keeps of each map.</summary>
public enum WiserNetPooling
{
    /// <summary>The mean, as published.</summary>
    Average,

    /// <summary>The mean and the largest value: a change of a few pixels is a small share of a mean.</summary>
    AverageAndMaximum,
}
