using System.Globalization;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Models;

/// <summary>Our own networks as TorchScript that Python loads: parameters under their names in the safetensors file, a
/// forward that takes stored pixels, and batch norms that follow <c>train()</c> and <c>eval()</c>.</summary>
public static class TorchScriptExport
{
    private const string Mean = "input_mean", Deviation = "input_std";

    /// <summary>Writes the network of a classifier, as in use, with its contract inside: (N, 3, H, W), uint8 or float, red, green,
    /// blue, values in [0, 255], to (N, K) logits.</summary>
    /// <param name="path">The file; whole or not at all.</param>
    /// <param name="classifier">One of our own architectures.</param>
    /// <exception cref="ArgumentException">The network is TorchScript already, or of an architecture that is not exported.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        (ModelDescription own, nn.Module network) = (classifier.Description, classifier.Network);
        HashSet<string> names = [.. network.State().Select(entry => entry.Name)];
        string[] body = network switch
        {
            PreActResNet => [$"x = {Convolution("conv1", "x")}", .. Blocks(names, PreActBlock), .. Head("linear")],
            ResNet => [$"x = torch.relu({Norm("bn1", Convolution("conv1", "x"))})", .. Blocks(names, BasicBlock), .. Head("fc")],
            _ => throw new ArgumentException(own.Architecture == ModelDescription.TorchScript ? "the network is TorchScript already"
                : $"a network of {own.Architecture} is not exported; preactresnet18, and resnet18 with a first convolution of 3 x 3, are. In Python, with the network's class:\n{TorchScriptArchive.Recipe()}", nameof(classifier)),
        };
        string[] lines = ["def forward(self, pixels: Tensor) -> Tensor:", $"    x = (pixels.float() - self.{Mean}) / self.{Deviation}",
            .. body.Select(line => "    " + line)];
        using DisposeScope scope = torch.NewDisposeScope();
        ModelDescription exported = own with { Architecture = ModelDescription.TorchScript, ValueRange = 255, Mean = [0, 0, 0], Deviation = [1, 1, 1] };
        TorchScriptWriter.Write(path, $"__torch__.{own.Architecture}", string.Join('\n', lines), network.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter)),
            network.named_buffers().Append((Mean, Channels(own.Mean))).Append((Deviation, Channels(own.Deviation))),
            (TorchScriptClassifier.ContractEntry, ContractFile.Write(InputContract.Of(exported))));

        static Tensor Channels(IReadOnlyList<double> values) => values.Select(value => (float)(255 * value)).ToArray().ToTensor([1, 3, 1, 1]);
    }

    private static IEnumerable<string> Blocks(HashSet<string> names, Func<string, int, bool, string[]> block) =>
        from stage in Enumerable.Range(1, 4)
        from index in Enumerable.Range(0, 2)
        let path = string.Create(CultureInfo.InvariantCulture, $"layer{stage}.{index}")
        from line in block(path, stage > 1 && index == 0 ? 2 : 1, names.Any(name => IsShortcut(name, path)))
        select line;

    private static bool IsShortcut(string name, string block) =>
        name.StartsWith(block + ".shortcut.", StringComparison.Ordinal) || name.StartsWith(block + ".downsample.", StringComparison.Ordinal);

    private static string[] PreActBlock(string path, int stride, bool shortcut) =>
    [
        $"y = torch.relu({Norm($"{path}.bn1", "x")})",
        $"x = {(shortcut ? Convolution($"{path}.shortcut.0", "y", stride, padding: 0) : "x")}",
        $"y = torch.relu({Norm($"{path}.bn2", Convolution($"{path}.conv1", "y", stride))})",
        $"x = {Convolution($"{path}.conv2", "y")} + x",
    ];

    private static string[] BasicBlock(string path, int stride, bool shortcut) =>
    [
        $"y = torch.relu({Norm($"{path}.bn1", Convolution($"{path}.conv1", "x", stride))})",
        $"x = {(shortcut ? Norm($"{path}.downsample.1", Convolution($"{path}.downsample.0", "x", stride, padding: 0)) : "x")}",
        $"x = torch.relu({Norm($"{path}.bn2", Convolution($"{path}.conv2", "y"))} + x)",
    ];

    private static string[] Head(string path) =>
    [
        "x = torch.flatten(torch.adaptive_avg_pool2d(x, [1, 1]), 1)",
        $"return torch.linear(x, {Self(path)}.weight, {Self(path)}.bias)",
    ];

    private static string Convolution(string path, string input, int stride = 1, int padding = 1) =>
        $"torch.conv2d({input}, {Self(path)}.weight, None, [{stride}, {stride}], [{padding}, {padding}], [1, 1], 1)";

    private static string Norm(string path, string input)
    {
        string own = Self(path);
        return $"torch.batch_norm({input}, {own}.weight, {own}.bias, {own}.running_mean, {own}.running_var, {own}.training, 0.1, 1e-05, False)";
    }

    // A name that is a number, as in layer1.0, is no attribute in Python's grammar.
    private static string Self(string path) => path.Split('.').Aggregate("self",
        (owner, name) => char.IsAsciiDigit(name[0]) ? $"getattr({owner}, \"{name}\")" : $"{owner}.{name}");
}
