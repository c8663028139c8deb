using System.CommandLine;
using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Mixture;

namespace DeepDefense.Cli;

/// <summary>Options of what a detector is to find: a trigger that is known, or a mixture of changes.</summary>
internal sealed class StegoSourceOptions
{
    private readonly AttackOptions _attack;

    private readonly Option<string?> _families = new("--families")
    {
        Description = $"Families of changes that a mixture draws from, joined by commas. [default: all, {MixtureOptions.AllFamilies.ToString().ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal)}]",
    };

    private readonly Option<string> _hardNegatives = new("--hard-negatives")
    {
        Description = "Whether a mixture's images are compressed, resampled, sharpened or made noisy on both sides of a pair: on or off.",
        DefaultValueFactory = _ => "on",
    };

    /// <summary>Adds the options.</summary>
    /// <param name="command">To what.</param>
    /// <param name="byDefault">Whether BadNets is meant where nothing is named.</param>
    internal StegoSourceOptions(Command command, bool byDefault = true)
    {
        _attack = new AttackOptions(command, "--trigger", poisoning: false, byDefault, mixture: true);
        _hardNegatives.AcceptOnlyFromAmong("on", "off");
        command.Options.Add(_families);
        command.Options.Add(_hardNegatives);
    }

    /// <summary>What is named, or null: nothing.</summary>
    /// <exception cref="UsageException">It is described by what is another's, or nothing is named but described.</exception>
    internal StegoSource? Named(ParseResult parsed)
    {
        if (_attack.IsNamed(parsed)) { return Source(parsed); }
        CommonOptions.Refuse(parsed, "describes a mixture, and --trigger names none", _families, _hardNegatives);
        return null;
    }

    /// <summary>What is named, or the default.</summary>
    /// <exception cref="UsageException">It is described by what is another's.</exception>
    internal StegoSource Source(ParseResult parsed)
    {
        if (_attack.IsMixture(parsed)) { return new MixtureOptions { Families = Families(parsed), HardNegatives = parsed.GetValue(_hardNegatives) == "on" }; }
        CommonOptions.Refuse(parsed, "is for --trigger mixture", _families, _hardNegatives);
        return new TriggerSource(_attack.Trigger(parsed));
    }

    /// <inheritdoc cref="AttackOptions.FilesOf"/>
    internal IReadOnlyDictionary<string, string> FilesOf(ParseResult parsed) => _attack.FilesOf(parsed);

    private PerturbationFamilies Families(ParseResult parsed)
    {
        if (parsed.GetValue(_families) is not string text) { return MixtureOptions.AllFamilies; }
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        string[] known = [.. Enum.GetNames<PerturbationFamilies>().Except([nameof(PerturbationFamilies.None)]).Select(name => name.ToLowerInvariant())];
        // The parser of enumerations would take numbers too.
        string? stranger = Array.Find(names, name => !known.Contains(name, StringComparer.OrdinalIgnoreCase));
        return stranger is null
            ? Enum.Parse<PerturbationFamilies>(text, ignoreCase: true)
            : throw new UsageException($"--families {text}: '{stranger}' is none of {string.Join(", ", known)}");
    }
}
