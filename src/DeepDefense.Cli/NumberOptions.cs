using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace DeepDefense.Cli;

/// <summary>Options that take several numbers.</summary>
internal static class NumberOptions
{
    private static readonly string[] Counts = ["", "one", "two", "three"];

    /// <summary>An option of so many numbers, with blanks or commas between them.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="least">The least count, 1 to 3.</param>
    /// <param name="most">The largest, 1 to 3.</param>
    /// <param name="example">Numbers that it takes, for the message about those that it does not.</param>
    internal static Option<T[]> Of<T>(string name, string description, int least, int most, string example)
        where T : INumber<T>
    {
        string count = least == most ? Counts[most] : $"{Counts[least]} or {Counts[most]}";
        string kind = typeof(T) == typeof(int) ? "whole numbers" : "numbers";
        T[]? Read(ArgumentResult result)
        {
            string[] words = [.. result.Tokens.SelectMany(token => token.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
            T[] numbers = [.. words.Select(word => (IsNumber: T.TryParse(word, CultureInfo.InvariantCulture, out T? number), number)).Where(read => read.IsNumber).Select(read => read.number!)];
            if (numbers.Length == words.Length && numbers.Length >= least && numbers.Length <= most) { return numbers; }
            result.AddError($"{name}: expected {count} {kind}, as in {name} {example}; found '{string.Join(' ', result.Tokens.Select(token => token.Value))}'");
            return null;
        }

        return new Option<T[]>(name)
        {
            Description = description,
            Arity = new ArgumentArity(1, most),
            AllowMultipleArgumentsPerToken = true,
            CustomParser = Read,
        };
    }
}
