using System.CommandLine;
using DeepDefense.Torch.Distributed;

namespace DeepDefense.Cli.Commands;

/// <summary>A command that ranks work on together, where mpirun starts several. The first writes and talks.</summary>
internal abstract class SharedCommand : WorkCommand
{
    private protected SharedCommand(string name, string description, Terminal terminal)
        : base(name, description, terminal)
    {
    }

    /// <summary>Does the work of one rank.</summary>
    /// <returns>One of <see cref="ExitCode"/>; of other ranks than the first, success.</returns>
    private protected abstract int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation);

    private protected sealed override int Work(ParseResult parsed, CancellationToken cancellation) => Work(parsed, ProcessGroup.Alone, cancellation);

    private protected sealed override int Run(ParseResult parsed, CancellationToken cancellation)
    {
        if (Terminal.Launch is not { } launch)
        {
            Check(parsed);
            return Work(parsed, cancellation);
        }
        ProcessGroup group = Terminal.Joined = launch.Join();
        if (group.IsFirst) { Check(parsed); }
        group.Wait(cancellation);
        // What is only planned is timed by one.
        int code = !IsGiven(parsed, DryRun.Name) ? Work(parsed, group, cancellation)
            : group.IsFirst ? Work(parsed, cancellation)
            : ExitCode.Success;
        group.Finish(cancellation);
        Terminal.Joined = ProcessGroup.Alone;
        return code;
    }
}
