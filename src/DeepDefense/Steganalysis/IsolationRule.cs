namespace DeepDefense.Steganalysis;

/// <summary>Which flagged images are isolated.</summary>
public enum IsolationRule
{
    /// <summary>Those with the highest scores.</summary>
    Ranked,

    /// <summary>The first ones in data order whose score is above 0, as in Algorithm 1, lines 14-20.</summary>
    DataOrder,
}
