using DeepDefense.Datasets;
using DeepDefense.Torch.Onnx;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>Reads an ONNX graph as a classifier that answers and cannot learn. The contract is put together as that of TorchScript; the graph says the size of the images
/// where it takes one alone.</summary>
internal static class OnnxClassifier
{
    private const string InGraph = "the graph";

    /// <summary>Reads the network with its contract.</summary>
    /// <exception cref="ModelFormatException">The file is refused, or no images go through.</exception>
    internal static Classifier Load(string path, Device device, InputContract? given, LabeledImages? images)
    {
        OnnxGraph graph = OnnxGraph.Read(path);
        ContractSources sources = Sources(graph, given);
        sources.AddSizeOf(images);
        InputContract said = sources.Said;
        (int, int)[] sizes = [.. said.ImageSize is { } size ? [(size.Height, size.Width)] : TorchScriptClassifier.LikelySides.Select(side => (side, side))];
        OnnxNetwork network = OnnxNetwork.Load(graph, sizes, out ScriptTrialResult trial, classes: said.ClassNames?.Count ?? images?.ClassNames.Count);
        try
        {
            ScriptTrialOutput passed = Passed(path, trial, said.ImageSize is not null);
            return TorchScriptClassifier.Proved(network, ModelDescription.Onnx, path, device, sources,
                ((int)passed.Input[2], (int)passed.Input[3], (int)passed.Shape![1], passed.Elements!), images);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>What says the size of its images, but for images themselves.</summary>
    internal static ImageSize? ImageSizeOf(string path, InputContract? given) => Sources(OnnxGraph.Read(path), given).Said.ImageSize;

    /// <summary>Says what to do with a network that cannot be changed.</summary>
    internal static ModelFormatException CannotLearn(string path) => new($"{path}: an ONNX graph, which answers and cannot learn: to purify a network its weights are needed. In Python, from the network that it was exported from:\n"
        + "    torch.save(model.state_dict(), \"model.pth\")      # of an architecture that deepdefense knows; or as model.safetensors with config.json\n"
        + $"{TorchScriptArchive.Recipe()}\n"
        + "Where only the graph is left (pip install onnx2torch):\n"
        + $"{TorchScriptArchive.Recipe($"model = onnx2torch.convert(\"{Path.GetFileName(path)}\")")}\n"
        + "evaluate, inspect, scan and data clean work with the graph itself");

    private static ContractSources Sources(OnnxGraph graph, InputContract? given)
    {
        if (given?.Architecture is not null) { throw new ArgumentException($"{graph.File} is ONNX and carries its own program: leave architecture out"); }
        ContractSources sources = new(graph.File, given);
        if (OnnxNetwork.SizeOf(graph) is not (int height, int width)) { return sources; }
        if (sources.Said.ImageSize is { } said && said != new ImageSize(height, width))
        {
            throw new ModelFormatException($"{graph.File}: takes images of {height} x {width} alone, and {said.Height} x {said.Width} is said ({sources.Of("image-size")}); leave the size out, or export the graph with dynamic_axes for height and width");
        }
        if (height < InputContract.LeastSide || width < InputContract.LeastSide) { throw new ModelFormatException(graph.File, "its input", $"images of {height} x {width}", $"at least {InputContract.LeastSide} pixels a side"); }
        sources.Add(InGraph, new InputContract { ImageSize = new ImageSize(height, width) });
        return sources;
    }

    // What came of the first input that gave a row of numbers an image.
    private static ScriptTrialOutput Passed(string path, ScriptTrialResult trial, bool isSizeSaid)
    {
        if (trial.Passed is { IsRows: true } passed)
        {
            return passed is { Repeats: true, IsAlone: true } ? passed : throw new ModelFormatException($"{path}: exported in training mode: "
                + (passed.Repeats ? "an answer depends on the other images of its batch" : "it gives other numbers each time for the same images") + ". Export it again after model.eval()");
        }
        ScriptTrialOutput first = trial.Passed ?? trial.Outputs[0];
        string reason = $"{path}: for an input of ({string.Join(", ", first.Input)}) the graph " + (first.Error is { } error ? $"fails: {error}"
            : $"gives {first.Given}; expected ({first.Input[0]}, K), a number for each of at least two classes");
        throw new ModelFormatException(isSizeSaid || first.Error is null ? reason
            : $"no image size is said, and of {string.Join(", ", TorchScriptClassifier.LikelySides)} none goes through; the first: {reason}");
    }
}
