namespace DeepDefense.Cli.Configuration;

/// <summary>An option of a command as it would be used.</summary>
/// <param name="Option">Its name.</param>
/// <param name="Value">Its value, or null: none.</param>
/// <param name="From"><c>command line</c>, <c>environment NAME</c>, <c>file:line</c>, <c>default</c>, or <c>required</c> where it is missing.</param>
internal sealed record EffectiveValue(string Option, string? Value, string From);
