using System.Globalization;
using System.Text.RegularExpressions;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Models.Architectures;

/// <summary>Wide residual networks for CIFAR (Zagoruyko and Komodakis, "Wide Residual Networks", 2016) under the names of the ports to PyTorch that ABL and NAD
/// use: WRN-16-1 is <c>wrn16_1</c>.</summary>
internal sealed partial class WideResNetFamily : ArchitectureFamily
{
    private const int First = 16, Stages = 3, DeepestStage = 20, Widest = 20;

    internal override IReadOnlyList<string> Names => ["wrn16_1", "wrn16_2", "wrn28_2", "wrn28_10", "wrn40_1", "wrn40_2"];

    internal override string? Guess(NetworkShapes shapes)
    {
        int depth = shapes.Count("block1.layer."), channels = shapes.Size("block1.layer.0.conv1.weight", 0);
        return depth == 0 || depth > DeepestStage || channels % First != 0 || channels / First is < 1 or > Widest || !shapes.Has("block1.layer.0.bn1.weight") ? null
            : string.Create(CultureInfo.InvariantCulture, $"wrn{(6 * depth) + 4}_{channels / First}");
    }

    /// <summary>Whether a name is one of these, of any depth and width.</summary>
    internal static bool IsName(string name) => Pattern().IsMatch(name);

    internal override BuiltNetwork Build(string name, NetworkShapes shapes, Init init)
    {
        Match match = Pattern().Match(name);
        int depth = (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - 4) / 6, width = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        if (depth is < 1 or > DeepestStage || width is < 1 or > Widest) { throw new ArgumentException($"{name}: a depth of 6 n + 4 up to {(6 * DeepestStage) + 4} and a width up to {Widest} are known"); }
        Require(name, shapes, Blocks(depth, First * width) + ((long)(First * width << (Stages - 1)) * Classes(shapes, "fc.weight")));
        Conv2d stem = Layers.Conv2d(3, First, 3, init.For("conv1"), padding: 1);
        BatchNorm2d norm = Layers.BatchNorm2d(First * width << (Stages - 1), init);
        Linear head = Layers.Linear(First * width << (Stages - 1), Classes(shapes, "fc.weight"), init.For("fc"));
        List<(string, nn.Module)> children = [("conv1", stem)];
        List<Func<Tensor, Tensor>> blocks = [stem.call];
        for (int stage = 0; stage < Stages; stage++)
        {
            (int inputs, int outputs) = (stage == 0 ? First : First * width << (stage - 1), First * width << stage);
            Sequential layer = nn.Sequential(Enumerable.Range(0, depth).Select(block => ($"{block}", (nn.Module<Tensor, Tensor>)new WideBlock(block == 0 ? inputs : outputs, outputs, stage > 0 && block == 0 ? 2 : 1, init.For($"block{stage + 1}").For($"{block}")))));
            children.Add(($"block{stage + 1}", nn.Sequential(("layer", layer))));
            blocks.AddRange(layer.children().Select(block => (Func<Tensor, Tensor>)((WideBlock)block).call));
        }
        children.AddRange([("bn1", norm), ("fc", head)]);
        LayeredNetwork network = new(children, ["conv1", "block1", "block2", "block3", "bn1", ForwardProgram.Relu, ForwardProgram.Pool(), ForwardProgram.Flatten, "fc"], blocks, x => head.call(norm.call(x).relu().GlobalAveragePool()), $"block{Stages}.layer.{depth - 1}.conv2", null, "fc");
        return new BuiltNetwork(network, First * width, Small);
    }

    // Numbers of all blocks of three stages: two convolutions each, of twice the channels in the next.
    private static long Blocks(long depth, long channels) => depth * (1 + 4 + 16) * 2 * 9 * channels * channels;

    [GeneratedRegex(@"^wrn([1-9]\d{0,2})_([1-9]\d?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
