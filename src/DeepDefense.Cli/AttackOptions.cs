using System.CommandLine;
using System.CommandLine.Parsing;
using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Patches;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis.Mixture;

namespace DeepDefense.Cli;

/// <summary>Options of the trigger and of the poisoning.</summary>
internal sealed class AttackOptions
{
    private readonly Option<string> _attack;
    private readonly Option<TriggerShape> _shape = new("--trigger-shape") { Description = "Shape of the patch.", DefaultValueFactory = _ => TriggerShape.Square };
    private readonly Option<int?> _side = new("--trigger-side") { Description = "Side of the patch, in pixels. [default: 1 % of the area, 3 at 32]" };

    private readonly Option<string> _position = new("--trigger-position")
    {
        Description = "lower-right, lower-left, upper-right, upper-left, centre, or row,column of its upper left pixel.",
        DefaultValueFactory = _ => TriggerPosition.LowerRight.ToString(),
    };

    private readonly Option<byte> _value = new("--trigger-value") { Description = "Brightness of the patch, 0 to 255.", DefaultValueFactory = _ => byte.MaxValue };
    private readonly Option<double> _blendRate = new("--blend-rate") { Description = "Share of the trigger in blended pixels (alpha), in (0, 1).", DefaultValueFactory = _ => new BlendPatchOptions().Rate };
    private readonly Option<string?> _pattern = new("--blend-pattern") { Description = "Image file that blend-full lets through. [default: a picture drawn from --pattern-seed]" };
    private readonly Option<ulong> _patternSeed = new("--pattern-seed") { Description = "Seed of the picture that blend-full draws." };
    private readonly Option<string?> _encoder = new("--encoder") { Description = "Encoder of ssba, as deepdefense ssba train writes it." };
    private readonly Option<string?> _secret = new("--secret") { Description = "What ssba hides, at most 7 bytes of UTF-8 (4 in 50 bits). [default: a]" };
    private readonly Option<double> _rate = new("--poison-rate") { Description = "Share of the training set that is poisoned (gamma), in (0, 1).", DefaultValueFactory = _ => new PoisonOptions().PoisonRate };
    private readonly Option<int> _target = new("--target") { Description = "Class that triggered images are taken for.", DefaultValueFactory = _ => new PoisonOptions().Target };
    private readonly Option<bool> _spareTarget = new("--spare-target-class") { Description = "Poison no image of the target class." };

    // All that describes a trigger, beside its name.
    private Option[] Description => [_shape, _side, _position, _value, _blendRate, _pattern, _patternSeed, _encoder, _secret];

    /// <summary>Adds the options.</summary>
    /// <param name="command">To what.</param>
    /// <param name="name">How the attack is asked for: <c>--attack</c> or <c>--trigger</c>.</param>
    /// <param name="poisoning">Whether a set is poisoned, beside the trigger being made.</param>
    /// <param name="byDefault">Whether BadNets is meant where none is named.</param>
    /// <param name="mixture">Whether a mixture may stand for an attack.</param>
    internal AttackOptions(Command command, string name, bool poisoning, bool byDefault = true, bool mixture = false)
    {
        _attack = new Option<string>(name) { Description = "The trigger generator." };
        if (byDefault) { _attack.DefaultValueFactory = _ => new BadNetsOptions().Name; }
        if (!mixture) { _attack.Validators.Add(RefuseMixture); }
        _attack.AcceptOnlyFromAmong([.. Triggers.Names, .. mixture ? [MixtureOptions.SourceName] : Array.Empty<string>()]);
        _shape.AcceptNames();
        Option[] trigger = [_attack, .. Description];
        Option[] all = poisoning ? [.. trigger, _rate, _target, _spareTarget] : trigger;
        foreach (Option option in all) { command.Options.Add(option); }
    }

    /// <summary>Whether a trigger is named; without one, what describes it is a misunderstanding.</summary>
    /// <exception cref="UsageException">None is named, but described.</exception>
    internal bool IsNamed(ParseResult parsed)
    {
        bool isNamed = parsed.GetResult(_attack) is { Implicit: false };
        if (!isNamed) { CommonOptions.Refuse(parsed, $"describes a trigger, and {_attack.Name} names none", Description); }
        return isNamed;
    }

    /// <summary>Whether a mixture is named; it has none of the options of a trigger.</summary>
    /// <exception cref="UsageException">One is named, and a trigger described.</exception>
    internal bool IsMixture(ParseResult parsed)
    {
        bool isMixture = parsed.GetValue(_attack) == MixtureOptions.SourceName;
        if (isMixture) { CommonOptions.Refuse(parsed, "is no option of mixture", Description); }
        return isMixture;
    }

    internal TriggerOptions Trigger(ParseResult parsed)
    {
        Option[] patch = [_shape, _side, _position, _value], picture = [_pattern, _patternSeed], hidden = [_encoder, _secret];
        string attack = parsed.GetValue(_attack)!, stranger = $"is no option of {attack}";
        switch (attack)
        {
            case BlendPatchOptions.AttackName:
                CommonOptions.Refuse(parsed, stranger, [.. picture, .. hidden]);
                return Patch(new BlendPatchOptions { Rate = parsed.GetValue(_blendRate) }, parsed);
            case BlendFullOptions.AttackName:
                CommonOptions.Refuse(parsed, stranger, [.. patch, .. hidden]);
                return new BlendFullOptions { Rate = parsed.GetValue(_blendRate), Pattern = parsed.GetValue(_pattern), PatternSeed = parsed.GetValue(_patternSeed) };
            case SsbaOptions.AttackName:
                CommonOptions.Refuse(parsed, stranger, [.. patch, _blendRate, .. picture]);
                string encoder = parsed.GetValue(_encoder) ?? throw new UsageException($"{attack} needs --encoder: deepdefense ssba train makes one");
                SsbaOptions options = new() { Encoder = encoder };
                return parsed.GetValue(_secret) is string secret ? options with { Secret = secret } : options;
            default:
                CommonOptions.Refuse(parsed, stranger, [_blendRate, .. picture, .. hidden]);
                return Patch(new BadNetsOptions(), parsed);
        }
    }

    /// <summary>Hashes of the files that make the trigger, of which the options have only the paths.</summary>
    internal IReadOnlyDictionary<string, string> FilesOf(ParseResult parsed) => new[] { _encoder, _pattern }
        .Where(option => parsed.GetValue(option) is not null)
        .ToDictionary(option => option.Name, option => ModelFile.Of(parsed.GetValue(option)!).Sha256);

    internal PoisonOptions Poisoning(ParseResult parsed) => new()
    {
        PoisonRate = parsed.GetValue(_rate),
        Target = parsed.GetValue(_target),
        IncludeTargetClass = !parsed.GetValue(_spareTarget),
    };

    private static void RefuseMixture(OptionResult result)
    {
        if (result.Tokens.Any(token => token.Value == MixtureOptions.SourceName))
        {
            result.AddError($"{result.Option.Name} {MixtureOptions.SourceName}: a mixture of random changes is no attacker's trigger; detector train and protect take it (--trigger {MixtureOptions.SourceName})");
        }
    }

    private PatchOptions Patch(PatchOptions options, ParseResult parsed)
    {
        if (!TriggerPosition.TryParse(parsed.GetValue(_position), null, out TriggerPosition? position))
        {
            throw new UsageException($"--trigger-position {parsed.GetValue(_position)}: expected "
                + $"{string.Join(", ", TriggerPosition.Named)} or row,column");
        }
        return options with
        {
            Shape = parsed.GetValue(_shape),
            Side = parsed.GetValue(_side),
            Position = position,
            Color = RgbColor.Gray(parsed.GetValue(_value)),
        };
    }
}
