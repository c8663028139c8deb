using System.Globalization;
using DeepDefense.Models.Architectures;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Models;

/// <summary>What a network computes, as lines of TorchScript that turn <c>x</c> into logits, read from its modules.</summary>
internal static class ForwardProgram
{
    /// <summary>Steps of a chain that no module stands for: expressions of <c>x</c>.</summary>
    internal const string Relu = "torch.relu(x)", Flatten = "torch.flatten(x, 1)";

    private static readonly string[] Stages = ["layer1", "layer2", "layer3", "layer4"];

    /// <summary>The step that takes means over parts of the image.</summary>
    /// <param name="height">Parts above each other.</param>
    /// <param name="width">Parts beside each other.</param>
    internal static string Pool(long height = 1, long width = 1) => string.Create(CultureInfo.InvariantCulture, $"torch.adaptive_avg_pool2d(x, [{height}, {width}])");

    /// <summary>The lines, or null: what the network does is not known.</summary>
    internal static IEnumerable<string>? Of(nn.Module<Tensor, Tensor> network) => network switch
    {
        PreActResNet => Chain(network, ["conv1", .. Stages, Pool(), Flatten, "linear"]),
        ResNet => Chain(network, ["conv1", "bn1", Relu, .. Stages, Pool(), Flatten, "fc"]),
        LayeredNetwork layered => Chain(layered, layered.Steps),
        _ => null,
    };

    private static IEnumerable<string> Chain(nn.Module network, IEnumerable<string> steps)
    {
        Dictionary<string, nn.Module> children = Children(network);
        return steps.SelectMany(step => children.TryGetValue(step, out nn.Module? child) ? Lines(step, child) : [$"x = {step}"]);
    }

    // Of x, or of another variable, to the same.
    private static IEnumerable<string> Lines(string path, nn.Module module, string x = "x")
    {
        Dictionary<string, nn.Module> children = Children(module);
        IEnumerable<string> Run(params IEnumerable<string> names) => names.SelectMany(name => Lines($"{path}.{name}", children[name], x));
        IEnumerable<string> Shortcut(params ReadOnlySpan<string> names)
        {
            foreach (string name in names) { if (children.TryGetValue(name, out nn.Module? child)) { return Lines($"{path}.{name}", child, "y"); } }
            return [];
        }
        return module switch
        {
            Sequential => Run(children.Keys),
            WideBlock or PreActBlock => AroundActivated(Run, Shortcut("shortcut", "convShortcut").ToArray()),
            _ when children.ContainsKey("conv2") => ["y = x", .. Run("conv1", "bn1"), $"x = {Relu}", .. Run("conv2", "bn2"),
                .. children.ContainsKey("conv3") ? [$"x = {Relu}", .. Run("conv3", "bn3")] : Array.Empty<string>(), .. Shortcut("downsample"), "x = torch.relu(x + y)"],
            _ when children.ContainsKey("conv") => AddsInput(module) ? ["y = x", .. Run("conv"), "x = x + y"] : Run("conv"),
            _ => [$"{x} = {Layer(path, module, x)}"],
        };
    }

    // The shortcut takes what the first activation gives, where it is more than the input itself.
    private static IEnumerable<string> AroundActivated(Func<IEnumerable<string>, IEnumerable<string>> run, string[] shortcut)
    {
        string[] activated = [.. run(["bn1"]), $"x = {Relu}"], start = shortcut.Length == 0 ? ["y = x", .. activated] : [.. activated, "y = x", .. shortcut];
        return [.. start, .. run(["conv1", "bn2"]), $"x = {Relu}", .. run(["conv2"]), "x = x + y"];
    }

    // An inverted residual of MobileNetV2 does where sizes stay as they are.
    private static bool AddsInput(nn.Module block)
    {
        Conv2d[] convolutions = [.. Convolutions(block)];
        return convolutions.All(convolution => convolution.stride.All(step => step == 1)) && convolutions[0].weight.shape[1] * convolutions[0].groups == convolutions[^1].weight.shape[0];
    }

    // In the order in which they run; modules() has another.
    private static IEnumerable<Conv2d> Convolutions(nn.Module module) => module is Conv2d convolution ? [convolution] : module.named_children().SelectMany(child => Convolutions(child.module));

    private static string Layer(string path, nn.Module module, string x)
    {
        string own = Self(path);
        return module switch
        {
            Conv2d of => string.Create(CultureInfo.InvariantCulture, $"torch.conv2d({x}, {own}.weight, {(of.bias is null ? "None" : own + ".bias")}, {Pair(of.stride)}, {Pair(of.padding ?? [0])}, {Pair(of.dilation)}, {of.groups})"),
            StridedConv2d of => $"torch.conv2d({x}, {own}.weight, None, {Pair([of.Stride])}, [0, 0], [1, 1], 1)",
            BatchNorm2d of => $"torch.batch_norm({x}, {own}.weight, {own}.bias, {own}.running_mean, {own}.running_var, {own}.training, {Real(of.momentum ?? 0.1)}, {Real(of.eps)}, False)",
            Linear => $"torch.linear({x}, {own}.weight, {own}.bias)",
            ReLU => $"torch.relu({x})",
            ReLU6 => $"torch.hardtanh({x}, 0.0, 6.0)",
            Dropout of => $"torch.dropout({x}, {Real(of.p)}, self.training)",
            MaxPool2d of => $"torch.max_pool2d({x}, {Pair(of.kernel_size)}, {Pair(of.stride ?? of.kernel_size)}, {Pair(of.padding ?? [0])}, {Pair(of.dilation ?? [1])}, {(of.ceil_mode ? "True" : "False")})",
            AdaptiveAvgPool2d of => Pool(of.output_size[0], of.output_size[^1]),
            TorchSharp.Modules.Flatten => Flatten,
            _ => throw new ArgumentException($"{path}: a {module.GetType().Name} is not written as TorchScript", nameof(module)),
        };
    }

    private static Dictionary<string, nn.Module> Children(nn.Module module) => module.named_children().ToDictionary(entry => entry.name, entry => entry.module);

    private static string Pair(long[] sizes) => string.Create(CultureInfo.InvariantCulture, $"[{sizes[0]}, {sizes[^1]}]");

    private static string Real(double number) => number.ToString("0.0###############", CultureInfo.InvariantCulture);

    // A name that is a number, as in layer1.0, is no attribute in Python's grammar.
    private static string Self(string path) => path.Split('.').Aggregate("self",
        (owner, name) => char.IsAsciiDigit(name[0]) ? $"getattr({owner}, \"{name}\")" : $"{owner}.{name}");
}
