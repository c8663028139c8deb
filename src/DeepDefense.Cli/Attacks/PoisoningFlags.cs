using System.CommandLine;
using DeepDefense.Attacks;

namespace DeepDefense.Cli.Attacks;

/// <summary>Options of the poisoning: how many images, from which classes, to which.</summary>
internal sealed class PoisoningFlags
{
    private readonly Option<double> _rate = new("--poison-rate") { Description = "Share of the training set that is poisoned (gamma), in (0, 1).", DefaultValueFactory = _ => new PoisonOptions().PoisonRate };
    private readonly Option<int> _target = new("--target") { Description = "Class that triggered images are taken for.", DefaultValueFactory = _ => new PoisonOptions().Target };
    private readonly Option<bool> _spareTarget = new("--spare-target-class") { Description = "Poison no image of the target class." };

    private readonly Option<LabelAttack> _labelAttack = new("--label-attack")
    {
        Description = "AllToOne gives triggered images the target label, AllToAll the next one; CleanLabel triggers images of the target class alone and keeps all labels.",
        DefaultValueFactory = _ => new PoisonOptions().LabelAttack,
    };

    private readonly Option<int[]> _furtherTargets = Classes("--further-target", "More targets of the same trigger: of T in all, class y is taken for number y mod T.");
    private readonly Option<int[]> _sources = Classes("--source-class", "The only classes on which the trigger works. [default: all]");
    private readonly Option<double> _coverRate = new("--cover-rate") { Description = "Share of the training set that gets the trigger under its true label, in [0, 1).", DefaultValueFactory = _ => new PoisonOptions().CoverRate };

    internal PoisoningFlags() => _labelAttack.AcceptNames();

    internal Option[] All => [_rate, _target, _spareTarget, _labelAttack, _furtherTargets, _sources, _coverRate];

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
            Target = parsed.GetValue(_target),
            IncludeTargetClass = !parsed.GetValue(_spareTarget),
            LabelAttack = attack,
            FurtherTargets = ListOf(parsed.GetValue(_furtherTargets)),
            SourceClasses = ListOf(parsed.GetValue(_sources)),
            CoverRate = parsed.GetValue(_coverRate),
        };
    }

    private static Option<int[]> Classes(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private static ClassList? ListOf(int[]? classes) => classes is { Length: > 0 } ? new ClassList(classes) : null;
}
