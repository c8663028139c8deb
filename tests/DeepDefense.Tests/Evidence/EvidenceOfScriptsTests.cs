using DeepDefense.Evidence;
using DeepDefense.Models;
using DeepDefense.Tests.Models;

namespace DeepDefense.Tests.Evidence;

/// <summary>No LeakCheck: looking for the last linear layer of a script leaves tensors behind.</summary>
[Collection(nameof(TensorCounting))]
public sealed class EvidenceOfScriptsTests(BackdooredNetwork network) : IClassFixture<BackdooredNetwork>
{
    [Fact]
    public void Of_a_TorchScript_network_only_the_last_layer_is_seen_and_views_that_need_more_say_so()
    {
        using TemporaryFolder folder = new();
        TorchScriptExport.Write(folder["model.pt"], network.Subject.Model);
        using Classifier script = Classifier.Load(folder["model.pt"], torch.CPU);
        using EvidenceSubject subject = BackdooredNetwork.Of(script, network.Poisoned.Images, network.Clean);
        EvidenceViews.All.Select(view => view.Score(subject)).Where(scores => !scores.Applies).Select(scores => scores.Name)
            .ShouldBe(["gradients", "activation-gradients", "layer-trajectories"]);
    }
}
