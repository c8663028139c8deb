using System.CommandLine;
using DeepDefense.Cli.Paths;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Commands;

/// <summary>Our networks for Python.</summary>
internal sealed class ExportCommand : WorkCommand
{
    private readonly PathOption _model = new("--model", PathUse.Input) { Description = "The model (safetensors).", Required = true };
    private readonly CommonOptions _common;

    internal ExportCommand(Terminal terminal)
        : base("export", "Writes a model as TorchScript, which Python's torch.jit.load reads; it takes pixels in [0, 255].", terminal)
    {
        Options.Add(_model);
        _common = new CommonOptions(this, "TorchScript file.", outRequired: true);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        Compute compute = _common.Compute(parsed);
        (string path, string file) = (parsed.GetValue(_model)!, _common.Out(parsed)!);
        using Classifier model = Classifier.Load(path, compute.Device);
        DiskSpace.Require(file, new FileInfo(path).Length);
        TorchScriptExport.Write(file, model);
        ModelDescription description = model.Description;
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = file, description.ImageHeight, description.ImageWidth, Parameters = model.Network.ParameterCount(), description.ClassNames }); }
        else
        {
            Terminal.WriteLine($"{file}: {model.Description.Architecture} of width {model.Description.Width}, {model.Network.ParameterCount()} parameters");
            Terminal.WriteLine($"torch.jit.load(...)(pixels), pixels (N, 3, {description.ImageHeight}, {description.ImageWidth}) uint8 or float in [0, 255], gives (N, {description.ClassNames.Count}) logits");
        }
        return ExitCode.Success;
    }
}
