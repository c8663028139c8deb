using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Models;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Commands;

/// <summary>CA, ASR and RA of a model.</summary>
internal sealed class EvaluateCommand : WorkCommand
{
    private readonly PathOption _model = new("--model", PathUse.Input) { Description = "The model (safetensors, TorchScript, a state dict or ONNX).", Required = true };
    private readonly PathOption _data = new("--data", PathUse.InputSet) { Description = "A labelled set; its test part is used, or all of it where it has none. With a poison.json its trigger is.", Required = true };
    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;
    private readonly ContractOptions _contract;
    private readonly TruthOption _truth;

    internal EvaluateCommand(Terminal terminal)
        : base("evaluate", "Measures clean accuracy, and where the attack is known attack success and robust accuracy.", terminal)
    {
        Options.Add(_model);
        Options.Add(_data);
        _common = new CommonOptions(this, "File for the result (JSON). [default: none]");
        _dataOptions = new DataOptions(this);
        _contract = new ContractOptions(this);
        _truth = new TruthOption(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        Compute compute = _common.Compute(parsed);
        string path = parsed.GetValue(_data)!;
        string modelPath = parsed.GetValue(_model)!;
        DatasetOptions options = _dataOptions.OptionsFor(modelPath, _contract.Given(parsed), parsed);
        Dataset data = DataOptions.LoadWhole(path, options, _common.Seed(parsed), Terminal, cancellation).Dataset;
        KnownPoison? truth = _truth.Of(parsed, path, data.Train, Terminal);
        bool hasTest = data.Test.Count > 0;
        LabeledImages measured = hasTest ? data.Test
            : truth is null ? data.Train
            : data.Train.Subset([.. Enumerable.Range(0, data.Train.Count).Where(i => !truth.Marks.IsPoisoned(i))]);
        if (!hasTest)
        {
            Terminal.Say($"{path} has no test images: measured on {measured.Count} of its training images, which say nothing of other images if the model learned from them");
        }
        using Classifier model = _contract.Load(modelPath, parsed, compute, measured, Terminal, measures: true);
        TriggeredTestSet? triggered = truth?.Attack is { } attack ? new TriggeredTestSet(measured, attack.Trigger.CreateTrigger(), attack.Options) : null;
        ModelMetrics metrics = ClassifierEvaluation.Measure(model, measured, triggered, compute, cancellation);
        var result = new { metrics.CleanAccuracy, metrics.AttackSuccessRate, metrics.RobustAccuracy, Images = measured.Count, MeasuredOn = hasTest ? "test images" : "training images" };
        _common.Keep(parsed, result);
        if (_common.Json(parsed)) { Terminal.WriteJson(result); }
        else
        {
            Terminal.WriteLine($"CA {ProtocolResultView.Percent(metrics.CleanAccuracy)}, ASR {ProtocolResultView.Percent(metrics.AttackSuccessRate)}, RA {ProtocolResultView.Percent(metrics.RobustAccuracy)}");
        }
        return ExitCode.Success;
    }
}
