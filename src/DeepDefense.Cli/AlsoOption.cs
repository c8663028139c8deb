using System.CommandLine;
using DeepDefense.Cli.Paths;
using DeepDefense.Models;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli;

/// <summary>A purified model in another format too.</summary>
internal sealed class AlsoOption
{
    private const string TorchScript = "torchscript";

    private readonly Option<string?> _also = new("--also") { Description = "Write the model in another format too: torchscript, beside it as NAME.torchscript.pt, which Python's torch.jit.load reads without the network's class; it takes pixels in [0, 255]. [default: none]" };

    /// <summary>Adds it to a command.</summary>
    internal AlsoOption(Command command)
    {
        _also.AcceptOnlyFromAmong(TorchScript);
        command.Options.Add(_also);
    }

    /// <summary>Refuses what could not be written, before anything is done for it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The suspicious model; the purified one is of its kind.</param>
    /// <exception cref="UsageException">It is asked for, and the model is of a kind that is not written so.</exception>
    /// <exception cref="ModelFormatException">The model is none.</exception>
    internal void Require(ParseResult parsed, string model)
    {
        if (IsAsked(parsed) && TorchScriptExport.Problem(model) is { } problem) { throw new UsageException($"{_also.Name} {TorchScript}: {problem}"); }
    }

    /// <summary>What is written for it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The model that it goes with.</param>
    internal IEnumerable<NamedPath> Files(ParseResult parsed, string path) => IsAsked(parsed) ? [new NamedPath(_also.Name, TorchScriptExport.Beside(path), PathUse.OutputFile)] : [];

    /// <summary>Writes it.</summary>
    internal void Write(ParseResult parsed, string path, Classifier model)
    {
        if (IsAsked(parsed)) { TorchScriptExport.Write(TorchScriptExport.Beside(path), model); }
    }

    /// <summary>Writes it of a model that lies there.</summary>
    internal void Write(ParseResult parsed, string path, Device device)
    {
        if (!IsAsked(parsed)) { return; }
        using Classifier model = Classifier.Load(path, device);
        Write(parsed, path, model);
    }

    private bool IsAsked(ParseResult parsed) => parsed.GetValue(_also) is not null;
}
