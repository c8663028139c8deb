using System.CommandLine;
using DeepDefense.Attacks;

namespace DeepDefense.Cli.Attacks;

/// <summary>An attack on the command line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">Its options; all others of triggers are refused beside it.</param>
/// <param name="Read">What they make.</param>
internal sealed record AttackEntry(string Name, Option[] Options, Func<ParseResult, TriggerOptions> Read);
