using System.CommandLine;
using System.CommandLine.Invocation;

namespace DeepDefense.Cli.Configuration;

/// <summary>Parses a command line and adds what is configured: flags, then <c>DEEPDEFENSE_*</c>, then the file, then defaults. What is
/// configured is parsed as if it had been typed, so options check it themselves.</summary>
/// <param name="root">The commands.</param>
/// <param name="file">The option that names the configuration file.</param>
/// <param name="environment">The environment of the process.</param>
internal sealed class ConfiguredParser(RootCommand root, Option<string?> file, EnvironmentVariables environment)
{
    /// <summary>The commands.</summary>
    internal RootCommand Root { get; } = root;

    /// <summary>The option that names the configuration file.</summary>
    internal Option<string?> File { get; } = file;

    /// <summary>The variables.</summary>
    internal EnvironmentVariables Environment { get; } = environment;

    /// <summary>Parses.</summary>
    /// <exception cref="UsageException">The configuration file is wrong.</exception>
    internal ConfiguredCommand Parse(IReadOnlyList<string> args)
    {
        Command command = Root.Parse(args).CommandResult.Command;
        args = ValueLists.Divide(args, command);
        ParseResult typed = Root.Parse(args);
        // Help, version and completion work whatever is configured.
        if (typed.Action != command.Action && typed.Action is not ParseErrorAction) { return new ConfiguredCommand(typed, []); }
        ConfigurationFile? configured = Open(typed);
        Setting[] settings = [.. CommandTree.OptionsOf(command)
            .Where(option => typed.GetResult(option) is null or { Implicit: true })
            .Select(option => Environment.Of(command, option) ?? configured?.Of(command, option))
            .OfType<Setting>()];
        if (settings.Length == 0) { return new ConfiguredCommand(typed, []); }
        int end = args.TakeWhile(token => token != "--").Count();
        IEnumerable<string> configuring = ValueLists.Divide([.. settings.SelectMany(setting => setting.Tokens)], command);
        return new ConfiguredCommand(Root.Parse([.. args.Take(end), .. configuring, .. args.Skip(end)]), settings);
    }

    private ConfigurationFile? Open(ParseResult typed)
    {
        string? named = typed.GetResult(File) is { Implicit: false } ? typed.GetValue(File) : Environment.Value(EnvironmentVariables.ConfigurationFile);
        if (named is null && !System.IO.File.Exists(ConfigurationFile.DefaultName)) { return null; }
        return ConfigurationFile.Read(named ?? ConfigurationFile.DefaultName, Root);
    }
}
