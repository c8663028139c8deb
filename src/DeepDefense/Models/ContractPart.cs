namespace DeepDefense.Models;

/// <summary>A part of an input contract.</summary>
/// <param name="Name">Its name in a contract file.</param>
/// <param name="Value">What holds.</param>
/// <param name="Source">Where that comes from.</param>
public sealed record ContractPart(string Name, string Value, string Source);
