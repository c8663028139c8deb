using System.CommandLine;

namespace DeepDefense.Cli.Commands;

/// <summary>A command that works on its own thread and ends with a result.</summary>
internal abstract class WorkCommand : Command
{
    private protected WorkCommand(string name, string description, Terminal terminal)
        : base(name, description)
    {
        Terminal = terminal;
        SetAction((parsed, cancellation) => Task.Run(() => Work(parsed, cancellation), CancellationToken.None));
    }

    private protected Terminal Terminal { get; }

    /// <summary>Does the work.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    private protected abstract int Work(ParseResult parsed, CancellationToken cancellation);
}
