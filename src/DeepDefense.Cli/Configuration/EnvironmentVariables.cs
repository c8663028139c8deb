using System.CommandLine;
using DeepDefense.Torch;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Cli.Configuration;

/// <summary>The variables <c>DEEPDEFENSE_*</c>: <c>DEEPDEFENSE_THREADS</c> holds for all commands, <c>DEEPDEFENSE_SCAN_FALSE_POSITIVE_RATE</c>
/// for one. Empty ones count as absent.</summary>
/// <param name="variables">The environment of the process.</param>
internal sealed class EnvironmentVariables(IReadOnlyDictionary<string, string> variables)
{
    /// <summary>Names the configuration file, as <c>--config</c> does.</summary>
    internal const string ConfigurationFile = Prefix + "CONFIG";

    private const string Prefix = "DEEPDEFENSE_";

    // What the tests read: where their images are, how many files they change, how often they kill a run. No options.
    private static readonly string[] OfTests = [Prefix + "DATA", Prefix + "FUZZ", Prefix + "KILLS"];

    /// <summary>The name that sets an option of one command.</summary>
    internal static string NameOf(Command command, Option option) => Name($"{CommandTree.PathOf(command)} {CommandTree.KeyOf(option)}");

    /// <summary>The value of a variable, or null.</summary>
    internal string? Value(string name) => variables.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    /// <summary>What the environment says of an option, or null.</summary>
    internal Setting? Of(Command command, Option option)
    {
        string own = NameOf(command, option), shared = Name(CommandTree.KeyOf(option));
        if (Value(own) is string specific) { return new Setting(option, Values(option, specific), $"environment {own}"); }
        return CommandTree.Shared.Contains(CommandTree.KeyOf(option)) && Value(shared) is string common
            ? new Setting(option, Values(option, common), $"environment {shared}")
            : null;
    }

    // Several values have blanks between them.
    private static string[] Values(Option option, string text) =>
        option.Arity.MaximumNumberOfValues > 1 ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [text];

    /// <summary>Variables that begin like ours and set nothing: misspelled ones.</summary>
    internal IReadOnlyList<string> Unknown(Command root)
    {
        IEnumerable<string> known = CommandTree.Leaves(root)
            .SelectMany(command => CommandTree.OptionsOf(command).Select(option => NameOf(command, option)))
            .Concat(CommandTree.Shared.Select(Name))
            .Concat([ConfigurationFile, .. OfTests, TorchRuntime.FolderVariable, ScriptTrialOptions.Variable]);
        return [.. variables.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Except(known).Order(StringComparer.Ordinal)];
    }

    private static string Name(string words) => Prefix + words.ToUpperInvariant().Replace(' ', '_').Replace('-', '_');
}
