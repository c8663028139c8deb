using DeepDefense.Torch;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>Networks of an architecture that is known here as TorchScript that Python loads: parameters under their names in the network, a
/// forward that takes stored pixels, and batch norms that follow <c>train()</c> and <c>eval()</c>.</summary>
public static class TorchScriptExport
{
    private const string Mean = "input_mean", Deviation = "input_std", Extension = ".torchscript.pt";

    /// <summary>The file beside a model that has the same network as TorchScript: <c>m.torchscript.pt</c> beside <c>m.pth</c>.</summary>
    public static string Beside(string path) => Path.ChangeExtension(path, Extension);

    /// <summary>Whether the network of a file can be written so.</summary>
    /// <param name="path">A model file.</param>
    /// <returns>Why not, in a sentence that begins with the file, or null: it can.</returns>
    /// <exception cref="ModelFormatException">It is no model.</exception>
    public static string? Problem(string path) => ModelFileKinds.Of(path) switch
    {
        ModelFileKind.TorchScript => $"{path} is TorchScript already, and is written as such",
        ModelFileKind.Onnx => $"{path} is an ONNX graph, which is not written",
        _ => null,
    };

    /// <summary>Writes the network of a classifier, as in use, with its contract inside: (N, 3, H, W), uint8 or float, red, green,
    /// blue, values in [0, 255], to (N, K) of what the network gives: logits as a rule.</summary>
    /// <param name="path">The file; whole or not at all.</param>
    /// <param name="classifier">Of one of our own architectures, or of weights of others.</param>
    /// <exception cref="ArgumentException">The network is TorchScript already, or an ONNX graph.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        (ModelDescription own, nn.Module<Tensor, Tensor> network) = (classifier.Description, classifier.Network);
        IEnumerable<string> body = ForwardProgram.Of(network) ?? throw new ArgumentException(own.Architecture == ModelDescription.TorchScript ? "the network is TorchScript already"
            : $"a network of {own.Architecture} is not exported; those of our own and of weights are", nameof(classifier));
        string pixels = own.ChannelOrder == ChannelOrder.Rgb ? "pixels.float()" : "torch.flip(pixels.float(), [1])";
        string[] lines = ["def forward(self, pixels: Tensor) -> Tensor:", $"    x = ({pixels} - self.{Mean}) / self.{Deviation}", .. body.Append("return x").Select(line => "    " + line)];
        using DisposeScope scope = torch.NewDisposeScope();
        ModelDescription exported = own with { Architecture = ModelDescription.TorchScript, ChannelOrder = ChannelOrder.Rgb, ValueRange = 255, Mean = [0, 0, 0], Deviation = [1, 1, 1] };
        TorchScriptWriter.Write(path, $"__torch__.{own.Architecture}", string.Join('\n', lines), network.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter)),
            network.named_buffers().Append((Mean, Channels(own.Mean))).Append((Deviation, Channels(own.Deviation))),
            (TorchScriptClassifier.ContractEntry, ContractFile.Write(InputContract.Of(exported))));

        Tensor Channels(IReadOnlyList<double> values) => values.Select(value => (float)(255 / (own.ValueRange ?? 1) * value)).ToArray().ToTensor([1, 3, 1, 1]);
    }
}
