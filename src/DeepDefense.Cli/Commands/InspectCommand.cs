using System.CommandLine;
using System.Globalization;
using DeepDefense.Cli.Paths;
using DeepDefense.Models;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Commands;

/// <summary>What a model file holds, and whether an image goes through it.</summary>
internal sealed class InspectCommand : WorkCommand
{
    private readonly PathArgument _model = new("MODEL", PathUse.Input) { Description = "A TorchScript, ONNX or safetensors file, or a state dict of torch.save." };
    private readonly PathOption _image = new("--image", PathUse.Input) { Description = "An image to send through (JPEG, PNG, WebP, BMP, GIF, PPM). [default: noise]" };
    private readonly CommonOptions _common;
    private readonly ContractOptions _contract;

    internal InspectCommand(Terminal terminal)
        : base("inspect", "Shows layers and input contract of a model, and sends one image through.", terminal)
    {
        Arguments.Add(_model);
        Options.Add(_image);
        _common = new CommonOptions(this, "File for the result (JSON). [default: none]");
        _contract = new ContractOptions(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        Compute compute = _common.Compute(parsed);
        ModelInspection found = ModelInspection.Of(parsed.GetValue(_model)!, _contract.Given(parsed), parsed.GetValue(_image), compute);
        _common.Keep(parsed, found);
        if (found.Fallback is { } fallback) { Terminal.Say($"{found.File}: {fallback}"); }
        if (_common.Json(parsed)) { Terminal.WriteJson(found); }
        else { Write(found); }
        if (found.Problem is null) { return ExitCode.Success; }
        foreach (string line in $"error: {found.Problem}".Split('\n')) { Terminal.Say(line); }
        return ExitCode.Failed;
    }

    private void Write(ModelInspection found)
    {
        Terminal.WriteTable(["file", found.File],
        [
            ["kind", found.Kind],
            ["bytes", Number(found.Bytes)],
            ["sha256", found.Sha256],
            ["parameters", Number(found.Parameters)],
            ["buffers", Number(found.Buffers)],
            ["input channels (first convolution)", found.GuessedChannels is long channels ? Number(channels) : "unknown"],
            ["classes (last linear layer)", found.GuessedClasses is long classes ? Number(classes) : "unknown"],
        ]);
        if (found.Graph is { } graph) { Write(graph); }
        foreach (string note in found.Notes) { Terminal.WriteLine($"note: {note}"); }
        Terminal.WriteTable(["layer", "type", "weight", "parameters"],
            found.Layers.Select(layer => new[] { layer.Name, layer.Type, string.Join(" x ", layer.Shape), Number(layer.Parameters) }));
        Terminal.WriteTable(["contract", "value", "from"], found.Contract.Select(part => new[] { part.Name, part.Value, part.Source }));
        if (found.Answer is not { } answer) { return; }
        Terminal.WriteLine($"{answer.Image}: {answer.Input} in, {answer.Output} out: "
            + string.Join(", ", answer.Classes.Select(pair => $"{pair.Key} {ProtocolResultView.Percent(pair.Value)}")));
    }

    private void Write(ModelGraph graph)
    {
        Terminal.WriteTable(["graph", "value"],
        [
            ["producer", graph.Producer],
            ["operator sets", string.Join(", ", graph.Opsets)],
            .. graph.Inputs.Select(input => new[] { "input", input }),
            .. graph.Outputs.Select(output => new[] { "output", output }),
        ]);
        Terminal.WriteTable(["operator", "count"], graph.Operators.Select(count => new[] { count.Name, Number(count.Count) }));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
