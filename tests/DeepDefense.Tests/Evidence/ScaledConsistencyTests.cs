using DeepDefense.Evidence;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Evidence;

[Collection(nameof(TensorCounting))]
public sealed class ScaledConsistencyTests(BackdooredNetwork network) : LeakCheck, IClassFixture<BackdooredNetwork>
{
    private Classifier Model => network.Subject.Model;

    [Fact]
    public void The_batch_norms_that_come_last_are_amplified()
    {
        using AmplifiedNorms norms = new(Model.Network);
        Dictionary<string, float[]> before = State();
        norms.Amplify(2, 3);
        string[] changed = [.. State().Where(entry => !entry.Value.SequenceEqual(before[entry.Key])).Select(entry => entry.Key)];
        changed.ShouldBe(["layer4.1.bn1.weight", "layer4.1.bn1.bias", "layer4.1.bn2.weight", "layer4.1.bn2.bias"], ignoreOrder: true);
        State()["layer4.1.bn2.weight"].ShouldBe(before["layer4.1.bn2.weight"].Select(value => 3 * value));
    }

    [Fact]
    public void Another_amplification_starts_from_the_network_as_it_was()
    {
        using AmplifiedNorms norms = new(Model.Network);
        float[] before = State()["layer4.1.bn2.weight"];
        norms.Amplify(4, 8);
        norms.Amplify(1, 2);
        State()["layer4.1.bn2.weight"].ShouldBe(before.Select(value => 2 * value));
    }

    [Fact]
    public void The_network_is_the_same_to_the_bit_after_a_stop_half_way()
    {
        using CancellationTokenSource stop = new();
        Dictionary<string, float[]> before = State();
        Should.Throw<OperationCanceledException>(() => new ScaledConsistency().Score(network.Subject, new StopAtOnce(stop), stop.Token));
        foreach ((string name, float[] values) in State()) { values.ShouldBe(before[name], name); }
    }

    [Fact]
    public void A_network_that_keeps_to_clean_images_whatever_is_amplified_is_not_judged()
    {
        int[] constant = Model.Predict(network.Clean, BackdooredNetwork.Compute);
        using Classifier model = Classifier.Create(Model.Description, new Init(new Seed(1), torch.CPU));
        using (torch.NewDisposeScope())
        using (torch.no_grad())
        {
            // Nothing but the bias of the last layer counts: all images are of the first label.
            foreach ((string name, Parameter parameter) in model.Network.named_parameters()) { if (name == "linear.weight") { parameter.zero_(); } }
        }
        int answer = model.Predict(network.Clean, BackdooredNetwork.Compute)[0];
        using EvidenceSubject subject = BackdooredNetwork.Of(model, network.Poisoned.Images, network.Clean.WithLabels([.. constant.Select(_ => answer)]));
        new ScaledConsistency().Score(subject).Inapplicable!.ShouldContain("keep an error of 0.6 or less");
    }

    [Fact]
    public void A_network_written_as_TorchScript_gets_the_same_scores()
    {
        using TemporaryFolder folder = new();
        TorchScriptExport.Write(folder["model.pt"], Model);
        using Classifier script = Classifier.Load(folder["model.pt"], torch.CPU);
        using EvidenceSubject subject = BackdooredNetwork.Of(script, network.Poisoned.Images, network.Clean);
        Numbers.ShouldAgree(new ScaledConsistency().Score(subject).Training!, new ScaledConsistency().Score(network.Subject).Training!, 1e-3, "scores");
    }

    private Dictionary<string, float[]> State() => Model.Network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor.ToArray<float>());

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<double>
    {
        public void Report(double value) => stop.Cancel();
    }
}
