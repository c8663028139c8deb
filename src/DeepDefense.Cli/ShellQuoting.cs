namespace DeepDefense.Cli;

/// <summary>Words as a POSIX shell reads them back.</summary>
internal static class ShellQuoting
{
    private const string Plain = "%+,-./:=@_";

    /// <summary>One line of which the shell makes these words again.</summary>
    internal static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
