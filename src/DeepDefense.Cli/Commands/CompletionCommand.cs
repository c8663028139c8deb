using System.CommandLine;

namespace DeepDefense.Cli.Commands;

/// <summary>Prints a script that completes commands, options and their values in a shell.</summary>
internal sealed class CompletionCommand : WorkCommand
{
    private readonly Argument<string> _shell = new("shell") { Description = "The shell; the script's first line says how to load it." };

    internal CompletionCommand(Terminal terminal)
        : base("completion", "Prints a completion script for a shell.", terminal)
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Arguments.Add(_shell);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        string name = $"completion.{parsed.GetValue(_shell)}";
        using StreamReader script = new(typeof(CompletionCommand).Assembly.GetManifestResourceStream(name)!);
        while (script.ReadLine() is string line) { Terminal.WriteLine(line); }
        return ExitCode.Success;
    }
}
