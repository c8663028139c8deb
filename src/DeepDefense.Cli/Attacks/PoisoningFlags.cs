using System.CommandLine;
using System.Globalization;
using DeepDefense.Attacks;
using DeepDefense.Cli.Configuration;

namespace DeepDefense.Cli.Attacks;

/// <summary>Options of the poisoning: how many images, from which classes, to which.</summary>
internal sealed class PoisoningFlags
{
    private const int MostNamed = 20;
    private readonly Option<double> _rate = new("--poison-rate") { Description = "Share of the training set that is poisoned (gamma), in (0, 1).", DefaultValueFactory = _ => new PoisonOptions().PoisonRate };
    private readonly Option<string> _target = new("--target") { Description = "Class that triggered images are taken for: its number or name.", DefaultValueFactory = _ => new PoisonOptions().Target.ToString(CultureInfo.InvariantCulture) };
    private readonly Option<bool> _spareTarget = new("--spare-target-class") { Description = "Poison no image of the target class." };

    private readonly Option<LabelAttack> _labelAttack = new("--label-attack")
    {
        Description = "AllToOne gives triggered images the target label, AllToAll the next one; CleanLabel triggers images of the target class alone and keeps all labels.",
        DefaultValueFactory = _ => new PoisonOptions().LabelAttack,
    };

    private readonly Option<string[]> _furtherTargets = Classes("--further-target", "More targets of the same trigger: of T in all, class y is taken for number y mod T. Numbers or names.");
    private readonly Option<string[]> _sources = Classes("--source-class", "The only classes on which the trigger works, by number or name. [default: all]");
    private readonly Option<double> _coverRate = new("--cover-rate") { Description = "Share of the training set that gets the trigger under its true label, in [0, 1).", DefaultValueFactory = _ => new PoisonOptions().CoverRate };

    internal PoisoningFlags() => _labelAttack.AcceptNames();

    internal Option[] All => [_rate, _target, _spareTarget, _labelAttack, _furtherTargets, _sources, _coverRate];

    /// <summary>What is given, but for the classes: which they are is known when the set is read.</summary>
    internal PoisonOptions Of(ParseResult parsed)
    {
        LabelAttack attack = parsed.GetValue(_labelAttack);
        Option[] unused = attack switch
        {
            LabelAttack.AllToAll => [_target, _spareTarget, _furtherTargets],
            LabelAttack.CleanLabel => [_spareTarget, _furtherTargets, _sources],
            _ => [],
        };
        CommonOptions.Refuse(parsed, $"is not used by {_labelAttack.Name} {attack}", unused);
        return new PoisonOptions
        {
            PoisonRate = parsed.GetValue(_rate),
            IncludeTargetClass = !parsed.GetValue(_spareTarget),
            LabelAttack = attack,
            CoverRate = parsed.GetValue(_coverRate),
        };
    }

    private static Option<string[]> Classes(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The options with the classes that are given, by number or name; a number goes first.</summary>
    /// <param name="options">The rest.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="names">Of the classes of the set.</param>
    /// <exception cref="UsageException">A name is that of no class.</exception>
    internal PoisonOptions WithClasses(PoisonOptions options, ParseResult parsed, IReadOnlyList<string> names) => options with
    {
        Target = Number(_target, parsed.GetValue(_target)!, names),
        FurtherTargets = Numbers(_furtherTargets, parsed, names),
        SourceClasses = Numbers(_sources, parsed, names),
    };

    private static ClassList? Numbers(Option<string[]> option, ParseResult parsed, IReadOnlyList<string> names) =>
        parsed.GetValue(option) is { Length: > 0 } words ? new ClassList([.. Joined(words, names).Select(text => Number(option, text, names))]) : null;

    // A comma divides classes, and stands in names such as "tench, Tinca tinca".
    private static IEnumerable<string> Joined(string[] words, IReadOnlyList<string> names)
    {
        for (int at = 0, taken; at < words.Length; at += taken)
        {
            taken = words.Length - at;
            while (taken > 1 && !names.Contains(string.Join(", ", words.AsSpan(at, taken)))) { taken--; }
            yield return string.Join(", ", words.AsSpan(at, taken));
        }
    }

    private static int Number(Option option, string text, IReadOnlyList<string> names)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)) { return number; }
        int place = names.ToList().IndexOf(text);
        if (place >= 0) { return place; }
        string known = string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? ", ..." : "");
        throw new UsageException($"{option.Name} {text}: no class of the set; expected a number from 0 to {names.Count - 1}, or one of {known}.{Suggestion.Among(text, names)}");
    }
}
