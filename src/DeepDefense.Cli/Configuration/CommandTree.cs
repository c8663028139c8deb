using System.CommandLine;
using System.CommandLine.Help;

namespace DeepDefense.Cli.Configuration;

/// <summary>What can be configured: the options of all commands, by name.</summary>
internal static class CommandTree
{
    /// <summary>Options that mean the same in every command, and so can be set for all at once.</summary>
    internal static readonly string[] Shared = ["seed", "json", "device", "precision", "threads"];

    /// <summary>The option without its dashes.</summary>
    internal static string KeyOf(Option option) => option.Name.TrimStart('-');

    /// <summary>The names from below the root down to a command, separated by blanks.</summary>
    internal static string PathOf(Command command)
    {
        List<string> names = [];
        for (Command? current = command; current is not null and not RootCommand; current = current.Parents.OfType<Command>().FirstOrDefault()) { names.Insert(0, current.Name); }
        return string.Join(' ', names);
    }

    /// <summary>The options of a command that can be configured: all but its help.</summary>
    internal static IEnumerable<Option> OptionsOf(Command command) => command is RootCommand ? [] : command.Options.Where(option => option is not HelpOption);

    /// <summary>A command and all below it that do something.</summary>
    internal static IEnumerable<Command> Leaves(Command command) =>
        [.. command.Action is null || command is RootCommand ? Array.Empty<Command>() : [command], .. command.Subcommands.SelectMany(Leaves)];
}
