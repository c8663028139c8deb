namespace DeepDefense.Cli;

/// <summary>Text from files (names of classes, paths) as a terminal may show it.</summary>
internal static class PlainText
{
    /// <summary>Control characters, which a terminal would obey, become <c>?</c>; line breaks stay.</summary>
    internal static string Of(string text) =>
        text.Any(IsObeyed) ? string.Concat(text.Select(character => IsObeyed(character) ? '?' : character)) : text;

    private static bool IsObeyed(char character) => char.IsControl(character) && character != '\n';
}
