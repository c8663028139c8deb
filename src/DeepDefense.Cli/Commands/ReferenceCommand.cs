using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using DeepDefense.Cli.Configuration;

namespace DeepDefense.Cli.Commands;

/// <summary>Prints every command with its arguments and options as Markdown: <c>docs/commands-reference.md</c> is this text.</summary>
internal sealed class ReferenceCommand : WorkCommand
{
    // Rows that so many commands have alike stand once.
    private const int LeastRepeated = 4;

    // The same on every machine.
    private static readonly Dictionary<string, string> Machine = new() { [CommonOptions.ThreadsName] = "the number of processors" };

    private readonly ConfiguredParser _parser;

    internal ReferenceCommand(Terminal terminal, ConfiguredParser parser)
        : base("reference", "Prints every command with its options and their defaults, as Markdown.", terminal) => _parser = parser;

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        Command[] commands = [.. CommandTree.Leaves(_parser.Root)];
        HashSet<string> shared = [.. commands.SelectMany(OptionsOf).Select(Row).GroupBy(row => row).Where(same => same.Count() >= LeastRepeated).Select(same => same.Key)];
        Write("# Every command and option", "",
            "Written by `deepdefense reference`. What the commands do together, layouts, formats and exit codes: [commands](commands.md).", "",
            $"Every command has `--help`, and `{_parser.File.Name} FILE`: {Cell(_parser.File.Description!)}");
        Write("", "## Options of many commands");
        Table("option", commands.SelectMany(OptionsOf).Select(Row).Where(shared.Contains).Distinct());
        foreach (Command command in commands)
        {
            Write("", $"## {CommandTree.PathOf(command)}", command.Description!);
            Table("argument", command.Arguments.Select(argument => Row(argument, argument.Name.ToUpperInvariant(), argument.Arity.MinimumNumberOfValues > 0, argument.HasDefaultValue ? argument.GetDefaultValue() : null)));
            Table("option", OptionsOf(command).Select(Row).Where(row => !shared.Contains(row)));
            string[] also = [.. OptionsOf(command).Where(option => shared.Contains(Row(option))).Select(option => $"`{option.Name}`")];
            if (also.Length > 0) { Write("", $"Also {string.Join(", ", also)}: [options of many commands](#options-of-many-commands)."); }
        }
        return ExitCode.Success;
    }

    private static IEnumerable<Option> OptionsOf(Command command) => CommandTree.OptionsOf(command).Where(option => !option.Hidden);

    private void Write(params ReadOnlySpan<string> lines)
    {
        foreach (string line in lines) { Terminal.WriteLine(line); }
    }

    private void Table(string kind, IEnumerable<string> rows)
    {
        string[] all = [.. rows];
        if (all.Length > 0) { Write(["", $"| {kind} | what it is | default |", "| --- | --- | --- |", .. all]); }
    }

    private static string Row(Option option) => Row(option, $"`{option.Name}`", option.Required, option.HasDefaultValue ? option.GetDefaultValue() : null);

    private static string Row(Symbol symbol, string name, bool isRequired, object? value)
    {
        string description = symbol.Description ?? "";
        int told = description.IndexOf(" [default: ", StringComparison.Ordinal);
        string usual = isRequired ? "required" : Machine.TryGetValue(symbol.Name, out string? machine) ? machine : told >= 0 ? description[(told + " [default: ".Length)..^1] : Shown(value);
        return $"| {name} | {Cell(told >= 0 ? description[..told] : description)}{Choices(symbol)} | {Cell(usual)} |";
    }

    private static string Choices(Symbol symbol)
    {
        Type? type = (symbol as Option)?.ValueType ?? (symbol as Argument)?.ValueType;
        string[] choices = type == typeof(bool) ? [] : [.. symbol.GetCompletions(CompletionContext.Empty).Select(choice => choice.Label)];
        return choices.Length == 0 ? "" : $" One of {string.Join(", ", choices.Select(choice => $"`{choice}`"))}.";
    }

    private static string Shown(object? value) => value switch
    {
        null or false => "",
        true => "on",
        System.Collections.IEnumerable many and not string => string.Join(' ', many.Cast<object>().Select(Shown)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
