using System.CommandLine;

namespace DeepDefense.Cli.Configuration;

/// <summary>The value of an option that was not given on the command line but is configured.</summary>
/// <param name="Option">The option.</param>
/// <param name="Values">As written; more than one only where the option takes several.</param>
/// <param name="Origin">Where it stands: <c>environment NAME</c> or <c>file:line</c>.</param>
internal sealed record Setting(Option Option, IReadOnlyList<string> Values, string Origin)
{
    /// <summary>The value as the command line would give it; the form with <c>=</c> holds for values that begin with a dash.</summary>
    internal IEnumerable<string> Tokens => Values.Select(value => $"{Option.Name}={value}");
}
