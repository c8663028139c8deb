using System.CommandLine;
using System.Globalization;

namespace DeepDefense.Cli.Configuration;

/// <summary>Values of options that take several: with blanks between them, as the parser reads them, or with commas.</summary>
internal static class ValueLists
{
    /// <summary>The words of a command line, of lists with commas one word a value.</summary>
    internal static IReadOnlyList<string> Divide(IReadOnlyList<string> words, Command command)
    {
        List<string> divided = [];
        Option? option = null;
        foreach (string word in words.TakeWhile(word => word != "--"))
        {
            bool isName = word.StartsWith('-') && !AreNumbers(Split(word));
            int end = isName ? word.IndexOf('=', StringComparison.Ordinal) + 1 : 0;
            if (isName) { option = Several(command, end > 0 ? word[..(end - 1)] : word); }
            if (option is null || (isName && end == 0)) { divided.Add(word); }
            else if (Values(word[end..], option) is { Length: > 1 } values) { divided.AddRange(end > 0 ? [option.Name, .. values] : values); }
            else { divided.Add(word[..end] + Values(word[end..], option)[0]); }
        }
        return [.. divided, .. words.SkipWhile(word => word != "--")];
    }

    private static Option? Several(Command command, string name) =>
        CommandTree.OptionsOf(command).FirstOrDefault(option => option.Arity.MaximumNumberOfValues > 1 && option.Name == name);

    // Behind the last number that an option takes a file may follow that has a comma in its name.
    private static string[] Values(string word, Option option)
    {
        string[] values = Split(word);
        bool isList = option.ValueType == typeof(string[]) || (AreNumbers(values) && values.Length <= option.Arity.MaximumNumberOfValues);
        return isList && values.Length > 0 ? values : [word];
    }

    private static string[] Split(string word) => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool AreNumbers(string[] words) => words.Length > 0 && words.All(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
