using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli;

/// <summary>A failure in the words of the command line. .NET speaks of parameters in pascal case, and of whole paths.</summary>
internal static partial class FailureMessage
{
    /// <summary>The message.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="parsed">What was asked for.</param>
    internal static string Of(Exception e, ParseResult parsed)
    {
        string text = ParameterSuffix().Replace(e.Message, "");
        return e switch
        {
            ArgumentOutOfRangeException { ActualValue: { } value, ParamName: { } name } =>
                string.Create(CultureInfo.InvariantCulture, $"{WordStart().Replace(name, " $0").TrimStart().ToLowerInvariant()} {value}: {text.Split('\n')[0]}"),
            FileNotFoundException or DirectoryNotFoundException when NotFound().Match(text) is { Success: true } missing =>
                $"{AsTyped(missing.Groups["path"].Value, parsed)}: there is no such file",
            FolderInUseException when parsed.CommandResult.Command.Options.Any(option => option.Name == CommonOptions.Output) => $"{text}, or give another {CommonOptions.Output}",
            _ => text,
        };
    }

    private static string AsTyped(string path, ParseResult parsed) => parsed.Tokens.Select(token => token.Value)
        .FirstOrDefault(typed => typed.Length > 0 && !typed.Contains('\0', StringComparison.Ordinal) && Path.GetFullPath(typed) == path) ?? path;

    [GeneratedRegex(@" \(Parameter '[^']*'\)")]
    private static partial Regex ParameterSuffix();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"^Could not find (file|a part of the path) '(?<path>.+)'\.?$", RegexOptions.Singleline)]
    private static partial Regex NotFound();
}
