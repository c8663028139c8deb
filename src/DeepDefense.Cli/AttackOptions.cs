using System.CommandLine;
using System.CommandLine.Parsing;
using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Cli.Attacks;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis.Mixture;

namespace DeepDefense.Cli;

/// <summary>Options of the trigger and of the poisoning.</summary>
internal sealed class AttackOptions
{
    private readonly Option<string> _attack;
    private readonly TriggerFlags _trigger = new();
    private readonly PoisoningFlags _poisoning = new();

    /// <summary>Adds the options.</summary>
    /// <param name="command">To what.</param>
    /// <param name="name">How the attack is asked for: <c>--attack</c> or <c>--trigger</c>.</param>
    /// <param name="poisoning">Whether a set is poisoned, beside the trigger being made.</param>
    /// <param name="byDefault">Whether BadNets is meant where none is named.</param>
    /// <param name="mixture">Whether a mixture may stand for an attack.</param>
    internal AttackOptions(Command command, string name, bool poisoning, bool byDefault = true, bool mixture = false)
    {
        _attack = new Option<string>(name) { Description = "The trigger generator." };
        if (byDefault) { _attack.DefaultValueFactory = _ => BadNetsOptions.AttackName; }
        if (!mixture) { _attack.Validators.Add(RefuseMixture); }
        _attack.AcceptOnlyFromAmong([.. Triggers.Names, .. mixture ? [MixtureOptions.SourceName] : Array.Empty<string>()]);
        Option[] trigger = [_attack, .. _trigger.All], all = poisoning ? [.. trigger, .. _poisoning.All] : trigger;
        foreach (Option option in all) { command.Options.Add(option); }
    }

    /// <summary>Whether a trigger is named; without one, what describes it is a misunderstanding.</summary>
    /// <exception cref="UsageException">None is named, but described.</exception>
    internal bool IsNamed(ParseResult parsed)
    {
        bool isNamed = parsed.GetResult(_attack) is { Implicit: false };
        if (!isNamed) { CommonOptions.Refuse(parsed, $"describes a trigger, and {_attack.Name} names none", [.. _trigger.All]); }
        return isNamed;
    }

    /// <summary>Whether a mixture is named; it has none of the options of a trigger.</summary>
    /// <exception cref="UsageException">One is named, and a trigger described.</exception>
    internal bool IsMixture(ParseResult parsed)
    {
        bool isMixture = parsed.GetValue(_attack) == MixtureOptions.SourceName;
        if (isMixture) { CommonOptions.Refuse(parsed, "is no option of mixture", [.. _trigger.All]); }
        return isMixture;
    }

    internal TriggerOptions Trigger(ParseResult parsed)
    {
        AttackEntry attack = _trigger.Attacks.Single(entry => entry.Name == parsed.GetValue(_attack));
        CommonOptions.Refuse(parsed, $"is no option of {attack.Name}", [.. _trigger.All.Except(attack.Options)]);
        return attack.Read(parsed);
    }

    /// <summary>Hashes of the files that make the trigger, of which the options have only the paths.</summary>
    internal IReadOnlyDictionary<string, string> FilesOf(ParseResult parsed) => _trigger.Files
        .Where(option => parsed.GetValue(option) is not null)
        .ToDictionary(option => option.Name, option => ModelFile.Of(parsed.GetValue(option)!).Sha256);

    /// <inheritdoc cref="PoisoningFlags.Of"/>
    internal PoisonOptions Poisoning(ParseResult parsed) => _poisoning.Of(parsed);

    /// <inheritdoc cref="PoisoningFlags.WithClasses"/>
    internal PoisonOptions WithClasses(PoisonOptions options, ParseResult parsed, IReadOnlyList<string> names) => _poisoning.WithClasses(options, parsed, names);

    private static void RefuseMixture(OptionResult result)
    {
        if (result.Tokens.Any(token => token.Value == MixtureOptions.SourceName))
        {
            result.AddError($"{result.Option.Name} {MixtureOptions.SourceName}: a mixture of random changes is no attacker's trigger; detector train and protect take it (--trigger {MixtureOptions.SourceName})");
        }
    }
}
