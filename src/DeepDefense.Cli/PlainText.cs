using System.Globalization;

namespace DeepDefense.Cli;

/// <summary>Text from files (names of classes, paths) as a terminal may show it.</summary>
internal static class PlainText
{
    /// <summary>One line: what a terminal would obey instead of showing it is spelled out, <c>\n</c>, <c>\x1B</c> or <c>\u202E</c>.</summary>
    internal static string Of(string text) => text.Any(IsObeyed) ? string.Concat(text.Select(character => IsObeyed(character) ? Spelled(character) : character.ToString())) : text;

    // Controls, what breaks a line, and what turns the direction of writing, so that a name seems to be another.
    private static bool IsObeyed(char character) => char.IsControl(character) || character is '\u061C' or '\u200E' or '\u200F' or '\u2028' or '\u2029'
        or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Spelled(char character) => character switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        <= '\u00FF' => string.Create(CultureInfo.InvariantCulture, $@"\x{(int)character:X2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)character:X4}"),
    };
}
