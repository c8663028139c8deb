using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DeepDefense.Cli.Configuration;

/// <summary>A parsed command with what was configured beside what was typed.</summary>
/// <param name="Parsed">All together.</param>
/// <param name="Settings">What was configured.</param>
internal sealed partial record ConfiguredCommand(ParseResult Parsed, IReadOnlyList<Setting> Settings)
{
    private const string CommandLineOrigin = "command line";
    private const string DefaultOrigin = "default";

    /// <summary>What is wrong with the command line and the configuration, each with its origin.</summary>
    internal IEnumerable<string> Problems
    {
        get
        {
            IReadOnlyList<string> strangers = Parsed.UnmatchedTokens;
            // The value of an option that is misspelled is no news, nor is the command that is missing for another.
            string[] values = [.. strangers.Where((token, i) => i > 0 && !IsOption(token) && IsOption(strangers[i - 1]))];
            return Parsed.Errors
                .Where(problem => strangers.Count == 0 || (problem.SymbolResult is not CommandResult { Command.Action: null } || strangers.Any(token => Names(problem, token))))
                .Where(problem => !values.Any(token => Names(problem, token)))
                .Select(Describe);
        }
    }

    /// <summary>Those of <see cref="Problems"/> that are wrong as they stand: nothing that is only missing.</summary>
    internal IEnumerable<string> WrongValues => Parsed.Errors.Where(problem => ResultOf(problem) is { IdentifierToken: not null }).Select(Describe)
        .Concat(Parsed.UnmatchedTokens.Select(token => $"'{token}' is no option of {CommandTree.PathOf(Parsed.CommandResult.Command)}"));

    /// <summary>The message of a failure, with the origin of a configured option that it names.</summary>
    internal string WithOrigin(string message) =>
        Settings.FirstOrDefault(setting => Word(message, setting.Option.Name) || Word(message, CommandTree.KeyOf(setting.Option).Replace('-', ' '))) is { } setting
            ? $"{setting.Origin}: {message}"
            : message;

    /// <summary>Each option of the command with its effective value and where that comes from.</summary>
    internal IEnumerable<EffectiveValue> Values => CommandTree.OptionsOf(Parsed.CommandResult.Command).Select(option =>
    {
        if (Settings.FirstOrDefault(setting => setting.Option == option) is { } setting)
        {
            return new EffectiveValue(option.Name, string.Join(' ', setting.Values), setting.Origin);
        }
        return Parsed.GetResult(option) is { Implicit: false } typed
            ? new EffectiveValue(option.Name, typed.Tokens.Count == 0 ? "true" : string.Join(' ', typed.Tokens.Select(token => token.Value)), CommandLineOrigin)
            : new EffectiveValue(option.Name, Default(option), option.Required ? "required" : DefaultOrigin);
    });

    private static OptionResult? ResultOf(ParseError problem) =>
        (problem.SymbolResult is ArgumentResult argument ? argument.Parent : problem.SymbolResult) as OptionResult;

    private string Describe(ParseError problem)
    {
        Option? option = ResultOf(problem)?.Option;
        Setting? setting = Settings.FirstOrDefault(setting => setting.Option == option);
        if (Parsed.UnmatchedTokens.FirstOrDefault(token => Names(problem, token)) is { } stranger) { return problem.Message + Suggestion.For(stranger, Parsed.CommandResult.Command); }
        string message = InOneLine(problem.Message, option?.Name);
        return setting is null ? message : $"{setting.Origin}: {message}";
    }

    // The parser gives each choice a line of its own, and asks nothing.
    private static string InOneLine(string message, string? option)
    {
        Match choices = Choices().Match(message);
        if (!choices.Success) { return message; }
        string[] known = [.. choices.Groups["choice"].Captures.Select(capture => capture.Value)];
        return $"{option} {choices.Groups["typed"].Value}: expected one of {string.Join(", ", known)}.{Suggestion.Among(choices.Groups["typed"].Value, known)}".TrimStart();
    }

    private static bool IsOption(string token) => token.StartsWith('-');

    private static bool Names(ParseError problem, string token) => problem.Message.Contains($"'{token}'", StringComparison.Ordinal);

    // Where a default depends on other options, the description tells it.
    private static string? Default(Option option)
    {
        if (option.HasDefaultValue && option.GetDefaultValue() is { } value) { return Text(value); }
        Match told = ToldDefault().Match(option.Description ?? "");
        return told.Success ? told.Groups[1].Value
            : option.ValueType.IsValueType && Nullable.GetUnderlyingType(option.ValueType) is null ? Text(RuntimeHelpers.GetUninitializedObject(option.ValueType))
            : null;
    }

    private static string? Text(object value) => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static bool Word(string text, string word) => Regex.IsMatch(text, $@"(?<![\w-]){Regex.Escape(word)}(?![\w-])");

    [GeneratedRegex(@"^Argument '(?<typed>.*)' not recognized\. Must be one of:(\s+'(?<choice>[^']+)')+\s*$", RegexOptions.Singleline)]
    private static partial Regex Choices();

    [GeneratedRegex(@"\[default: (.*)\]")]
    private static partial Regex ToldDefault();
}
