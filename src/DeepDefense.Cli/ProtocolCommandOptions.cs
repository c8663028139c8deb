using System.CommandLine;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Protocol;
using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Mixture;

namespace DeepDefense.Cli;

/// <summary>Options of the detector, the scan and the unlearning. A command adds those groups that it uses.</summary>
internal sealed class ProtocolCommandOptions
{
    private const string Fast = "fast", Narrow = "narrow", Published = "published";

    private readonly Option<string> _recipe = new("--detector-recipe")
    {
        Description = $"{Fast}: half width, high resolution, AdamW; {Narrow}: a quarter of the width and twice the steps, for large sets: scores twice as many images a second; {Published}: the paper's network and solver.",
        DefaultValueFactory = _ => Fast,
    };

    private readonly Option<int?> _iterations = new("--detector-iterations") { Description = "Steps of the detector's training. [default: 800, 400 where no trigger is named, 6000 of a mixture; narrow twice as many; published 20000]" };

    private readonly Option<int?> _width = new("--detector-width") { Description = "Channels of WISERNet's second convolution. [default: 36; narrow 18; published 72]" };

    private readonly Option<double> _rate = new("--false-positive-rate")
    {
        Description = "Share of clean images that may be flagged, in (0, 1).",
        DefaultValueFactory = _ => new ScanOptions().FalsePositiveRate,
    };

    private readonly Option<double> _isolation = new("--isolation-rate")
    {
        Description = "Largest share of the training set that is isolated (rho), in (0, 1).",
        DefaultValueFactory = _ => new ScanOptions().IsolationRate,
    };

    private readonly Option<IsolationRule> _rule = new("--isolation-rule") { Description = "Ranked by score, or Algorithm 1's data order.", DefaultValueFactory = _ => IsolationRule.Ranked };
    private readonly Option<bool> _ignoreLabels = new("--ignore-labels") { Description = "Flag by pixels alone, without regard to which label flagged images share." };

    private readonly Option<bool> _witness = new("--witness")
    {
        Description = "Where no trigger is named: train a network on --train and watch it instead of the model, which whoever trained it may have shaped. Also done where the model cannot be looked into.",
    };

    private readonly Option<UnlearningObjective> _objective = new("--objective")
    {
        Description = "Ascent: equation 5 as written; Bounded: the odds of isolated labels down to a bound, no further.",
        DefaultValueFactory = _ => UnlearningObjective.Bounded,
    };

    private readonly Option<double> _bound = new("--bound")
    {
        Description = "Where the bounded objective brings the odds of isolated labels, in nats below even.",
        DefaultValueFactory = _ => new UnlearningOptions().Bound,
    };

    private readonly Option<double> _weight = new("--isolated-weight")
    {
        Description = "Weight of the isolated images beside the clean ones; 1 in equation 5.",
        DefaultValueFactory = _ => new UnlearningOptions().IsolatedWeight,
    };

    private readonly Option<double?> _distillation = new("--distillation-weight")
    {
        Description = "Weight of the suspicious model's own answers on clean images. [default: 3; Ascent 0, as in equation 5]",
    };

    private readonly Option<double?> _mixing = new("--mixing-weight")
    {
        Description = "Weight of clean images that have an isolated one mixed into them and keep their labels. [default: 1; Ascent 0, as in equation 5]",
    };

    private readonly Option<double?> _corrected = new("--corrected-weight")
    {
        Description = "Weight of clean images with the trigger put on, the named one or the one that was estimated, that keep their labels. [default: 1; Ascent 0, as in equation 5]",
    };

    private readonly Option<int> _steps = new("--unlearning-steps") { Description = "Steps of the unlearning.", DefaultValueFactory = _ => new UnlearningOptions().Steps };

    private readonly Option<double> _learningRate = new("--unlearning-rate")
    {
        Description = "Highest learning rate of the unlearning.",
        DefaultValueFactory = _ => new UnlearningOptions().LearningRate,
    };

    internal ProtocolCommandOptions()
    {
        _recipe.AcceptOnlyFromAmong(Fast, Narrow, Published);
        _rule.AcceptNames();
        _objective.AcceptNames();
    }

    internal ProtocolCommandOptions Detector(Command command) => Add(command, _recipe, _iterations, _width);

    internal ProtocolCommandOptions Scan(Command command) => Judging(command).Add(command, _witness);

    /// <summary>Those of a scan by a detector.</summary>
    internal ProtocolCommandOptions Judging(Command command) => Add(command, _rate, _isolation, _rule, _ignoreLabels);

    internal ProtocolCommandOptions Unlearning(Command command) => Add(command, _objective, _bound, _weight, _distillation, _mixing, _corrected, _steps, _learningRate);

    internal DetectorOptions Detector(ParseResult parsed, DetectorOptions? preset = null)
    {
        DetectorOptions usual = preset ?? new DetectorOptions();
        DetectorOptions recipe = parsed.GetValue(_recipe) switch { Published => DetectorOptions.Published, Narrow => usual.Narrow(), _ => usual };
        return recipe with
        {
            Iterations = parsed.GetValue(_iterations) ?? recipe.Iterations,
            Network = recipe.Network with { Width = parsed.GetValue(_width) ?? recipe.Network.Width },
        };
    }

    /// <summary>What a detector starts from, or null: the defaults.</summary>
    internal static DetectorOptions? PresetFor(StegoSource? source) => source is MixtureOptions ? MixtureOptions.Detector : null;

    internal ScanOptions Scan(ParseResult parsed)
    {
        if (parsed.GetValue(_rule) == IsolationRule.DataOrder)
        {
            CommonOptions.Refuse(parsed, "is not used by --isolation-rule DataOrder, which flags above even odds whatever the label", _rate, _ignoreLabels);
        }
        return new ScanOptions
        {
            FalsePositiveRate = parsed.GetValue(_rate),
            IsolationRate = parsed.GetValue(_isolation),
            Rule = parsed.GetValue(_rule),
            UseLabels = !parsed.GetValue(_ignoreLabels),
        };
    }

    internal UnlearningOptions Unlearning(ParseResult parsed)
    {
        bool ascent = parsed.GetValue(_objective) == UnlearningObjective.Ascent;
        if (ascent) { CommonOptions.Refuse(parsed, "is not used by --objective Ascent, which has no bound", _bound); }
        UnlearningOptions preset = ascent ? UnlearningOptions.Published : new UnlearningOptions();
        return preset with
        {
            Bound = parsed.GetValue(_bound),
            IsolatedWeight = parsed.GetValue(_weight),
            DistillationWeight = parsed.GetValue(_distillation) ?? preset.DistillationWeight,
            MixingWeight = parsed.GetValue(_mixing) ?? preset.MixingWeight,
            CorrectedWeight = parsed.GetValue(_corrected) ?? preset.CorrectedWeight,
            Steps = parsed.GetValue(_steps),
            LearningRate = parsed.GetValue(_learningRate),
        };
    }

    /// <summary>All of them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="triggerIsKnown">Whether a trigger is named.</param>
    /// <param name="preset">What the command has for the detector, or null: the defaults.</param>
    /// <exception cref="UsageException">No trigger is named, and something is given that needs one.</exception>
    internal ProtocolOptions All(ParseResult parsed, bool triggerIsKnown, DetectorOptions? preset = null)
    {
        if (!triggerIsKnown) { return new ProtocolOptions(new DetectorOptions(), new ScanOptions(), Unlearning(parsed)) { Evidence = Evidence(parsed, preset) }; }
        CommonOptions.Refuse(parsed, "is for a scan without a named trigger", _witness);
        return new ProtocolOptions(Detector(parsed, preset), Scan(parsed), Unlearning(parsed));
    }

    /// <summary>How poison is looked for that nobody described.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="preset">What the command has for the steganalyser, or null: the defaults.</param>
    /// <exception cref="UsageException">Something is given that needs a named trigger.</exception>
    internal EvidenceOptions Evidence(ParseResult parsed, DetectorOptions? preset = null)
    {
        CommonOptions.Refuse(parsed, "is for a trigger that is known: name it by --trigger, or give its --detector", _rate, _rule, _ignoreLabels);
        return new EvidenceOptions { Steganalyser = Detector(parsed, preset ?? new EvidenceOptions().Steganalyser), IsolationRate = parsed.GetValue(_isolation), UseWitness = parsed.GetValue(_witness) };
    }

    /// <summary>Refuses what only a whole set is judged by.</summary>
    internal void RefuseJudging(ParseResult parsed, string reason) => CommonOptions.Refuse(parsed, reason, _rate, _isolation, _rule, _ignoreLabels);

    /// <summary>Refuses what a scan by a detector that exists does not use.</summary>
    internal void RefuseWithDetector(ParseResult parsed) => CommonOptions.Refuse(parsed, "is for a scan without --detector", _recipe, _iterations, _width, _witness);

    private ProtocolCommandOptions Add(Command command, params Option[] options)
    {
        foreach (Option option in options) { command.Options.Add(option); }
        return this;
    }
}
