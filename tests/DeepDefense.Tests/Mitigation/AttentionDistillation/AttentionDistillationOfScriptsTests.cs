using DeepDefense.Mitigation.AttentionDistillation;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Mitigation;

/// <summary>Without a count of tensors: TorchSharp leaves handles of a script's tensors to the garbage collector.</summary>
[Collection(nameof(TensorCounting))]
public sealed class AttentionDistillationOfScriptsTests
{
    [Fact]
    public void A_script_is_refused_with_what_it_does_not_show()
    {
        using TemporaryFolder folder = new();
        using Classifier model = ExampleDefences.Suspicious();
        TorchScriptExport.Write(folder["model.pt"], model);
        using Classifier script = Classifier.Load(folder["model.pt"], torch.CPU);
        Should.Throw<ArgumentException>(() => AttentionDistillation.Purify(script, ExampleDefences.Images, new(), ExampleDefences.Compute, new Seed(3)))
            .Message.ShouldContain("which a TorchScript network does not show");
    }
}
