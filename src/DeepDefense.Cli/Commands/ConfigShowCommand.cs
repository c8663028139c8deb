using System.CommandLine;
using DeepDefense.Cli.Configuration;

namespace DeepDefense.Cli.Commands;

/// <summary>The effective values of a command's options, and where each comes from.</summary>
internal sealed class ConfigShowCommand : WorkCommand
{
    private readonly Argument<string[]> _command = new("command")
    {
        Description = "A command, with options or without; -- before options that config show has itself. Without one, what is configured for any.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _json = CommonOptions.JsonOption();
    private readonly ConfiguredParser _parser;

    internal ConfigShowCommand(Terminal terminal, ConfiguredParser parser)
        : base("show", "Shows the value of each option of a command, and where it comes from.", terminal)
    {
        _parser = parser;
        Arguments.Add(_command);
        Options.Add(_json);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        ConfiguredParser parser = _parser;
        foreach (string unknown in parser.Environment.Unknown(parser.Root)) { Terminal.Say($"note: {unknown} sets no option"); }
        string[] file = parsed.GetResult(parser.File) is { Implicit: false } ? [$"{parser.File.Name}={parsed.GetValue(parser.File)}"] : [];
        string[] asked = parsed.GetValue(_command) ?? [];
        (string Command, EffectiveValue[] Options)[] shown = asked.Length > 0
            ? [One([.. file, .. asked])]
            : [.. CommandTree.Leaves(parser.Root).Select(leaf => Configured([.. file, .. CommandTree.PathOf(leaf).Split(' ')])).Where(leaf => leaf.Options.Length > 0)];
        if (parsed.GetValue(_json)) { Terminal.WriteJson(new { Commands = shown.Select(command => new { command.Command, command.Options }) }); }
        else
        {
            if (shown.Length == 0) { Terminal.WriteLine("nothing is configured"); }
            foreach ((string command, EffectiveValue[] options) in shown)
            {
                Terminal.WriteTextTable([command, "value", "from"], options.Select(option => new[] { option.Option, option.Value ?? "", option.From }));
            }
        }
        return ExitCode.Success;
    }

    private (string Command, EffectiveValue[] Options) One(string[] args)
    {
        ConfiguredCommand command = _parser.Parse(args);
        if (command.Parsed.CommandResult.Command is { Action: null } group)
        {
            throw new UsageException($"'{string.Join(' ', args)}' is no command: {string.Join(", ", CommandTree.Leaves(group).Select(CommandTree.PathOf))} are");
        }
        string[] wrong = [.. command.WrongValues];
        if (wrong.Length > 0) { throw new UsageException(wrong); }
        return (CommandTree.PathOf(command.Parsed.CommandResult.Command), [.. command.Values]);
    }

    private (string Command, EffectiveValue[] Options) Configured(string[] args)
    {
        ConfiguredCommand command = _parser.Parse(args);
        HashSet<string> configured = [.. command.Settings.Select(setting => setting.Option.Name)];
        return (CommandTree.PathOf(command.Parsed.CommandResult.Command), [.. command.Values.Where(value => configured.Contains(value.Option))]);
    }
}
