using System.CommandLine;
using DeepDefense.Cli.Configuration;
using DeepDefense.Cli.Paths;

namespace DeepDefense.Cli.Commands;

/// <summary>A command that works on its own thread and ends with a result.</summary>
internal abstract class WorkCommand : Command
{
    private protected WorkCommand(string name, string description, Terminal terminal)
        : base(name, description)
    {
        Terminal = terminal;
        SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
    }

    /// <summary>What it talks through.</summary>
    internal Terminal Terminal { get; }

    /// <summary>Looks at what is to be written, then does the work.</summary>
    private protected virtual int Run(ParseResult parsed, CancellationToken cancellation)
    {
        if (Terminal.Launch is { } launch) { throw new UsageException($"{Name} does not divide its work among processes: start it without mpirun ({launch.Variable}={launch.Size})"); }
        Check(parsed);
        return Work(parsed, cancellation);
    }

    /// <summary>Does the work.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    private protected abstract int Work(ParseResult parsed, CancellationToken cancellation);

    /// <summary>What is written that no option names: to a default place, or beside something else.</summary>
    private protected virtual IEnumerable<NamedPath> Further(ParseResult parsed) => [];

    /// <summary>Refuses what must not be written.</summary>
    private protected void Check(ParseResult parsed)
    {
        NamedPath[] named = [.. Named(parsed)];
        OutputCheck check = new([.. named, .. Unnamed(named), .. Further(parsed)]);
        check.RefuseOverlap();
        if (IsGiven(parsed, DryRun.Name)) { return; }
        check.RefuseReplacing(IsGiven(parsed, CommonOptions.Resumption), IsGiven(parsed, CommonOptions.Replacement));
        check.RequireWritable();
    }

    private IEnumerable<NamedPath> Named(ParseResult parsed)
    {
        IEnumerable<Symbol> symbols = [.. Options, .. Arguments, .. Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))];
        foreach (Symbol symbol in symbols)
        {
            string? path = symbol switch
            {
                PathOption option => parsed.GetValue(option),
                PathArgument argument => parsed.GetValue(argument),
                _ => null,
            };
            if (symbol is IPathSymbol named && path?.Length > 0) { yield return new NamedPath(named.Name, path, named.Use); }
        }
    }

    // What is read though nothing names it.
    private static IEnumerable<NamedPath> Unnamed(IEnumerable<NamedPath> named)
    {
        foreach (NamedPath input in named.Where(path => path.Use == PathUse.Input))
        {
            string contract = Path.ChangeExtension(input.Path, ".yaml");
            if (contract != input.Path && File.Exists(contract)) { yield return new NamedPath($"the contract of {input.Name}", contract, PathUse.Input); }
        }
        if (File.Exists(ConfigurationFile.DefaultName)) { yield return new NamedPath("the configuration", ConfigurationFile.DefaultName, PathUse.Input); }
    }

    /// <summary>Whether a flag is given.</summary>
    private protected bool IsGiven(ParseResult parsed, string name) => Options.OfType<Option<bool>>().FirstOrDefault(option => option.Name == name) is { } flag && parsed.GetValue(flag);
}
