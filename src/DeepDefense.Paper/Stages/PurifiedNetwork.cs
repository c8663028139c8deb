namespace DeepDefense.Paper.Stages;

/// <summary>A network beside others in a table.</summary>
/// <param name="Title">How tables spell what was done.</param>
/// <param name="Of">Computes it.</param>
public sealed record PurifiedNetwork(string Title, Func<Cached<string>> Of)
{
    /// <summary>Whether the victim was changed, so that DER says something. Default true.</summary>
    public bool IsPurified { get; init; } = true;

    /// <summary>What else is measured of it, rates in [0, 1]. Default nothing.</summary>
    public Func<IReadOnlyList<(string Quantity, double? Value)>> Further { get; init; } = () => [];
}
