using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Tests.Mitigation;

/// <summary>Without a count of tensors: TorchSharp leaves handles of a script's tensors to the garbage collector.</summary>
[Collection(nameof(DeepDefense.Tests.Models.TensorCounting))]
public sealed class FinePruningOfScriptsTests
{
    [Theory]
    [InlineData(FinePruningTests.PreAct, PrunedLayer.LastConvolution)]
    [InlineData(FinePruningTests.PreAct, PrunedLayer.Head)]
    [InlineData(FinePruningTests.Plain, PrunedLayer.LastConvolution)]
    [InlineData(FinePruningTests.Plain, PrunedLayer.Head)]
    public void A_network_is_pruned_alike_as_torchscript(string architecture, PrunedLayer layer)
    {
        using TemporaryFolder folder = new();
        using Classifier model = FinePruningTests.Model(architecture);
        TorchScriptExport.Write(folder["model.pt"], model);
        using Classifier script = Classifier.Load(folder["model.pt"], torch.CPU);
        FinePruningOptions options = new() { Layer = layer, Share = 0.5, FineTuningEpochs = 0 };
        FinePruningTests.Purify(script, FinePruningTests.Images, options).ShouldBeEquivalentTo(FinePruningTests.Purify(model, FinePruningTests.Images, options));
        Dictionary<string, float[]> own = model.Network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor.ToArray<float>());
        foreach ((string name, Tensor tensor) in script.Network.named_parameters()) { tensor.ToArray<float>().ShouldBe(own[name], name); }
    }
}
