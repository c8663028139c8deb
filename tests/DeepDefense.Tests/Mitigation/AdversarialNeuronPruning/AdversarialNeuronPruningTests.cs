using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.AdversarialNeuronPruning;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

[Collection(nameof(TensorCounting))]
public sealed class AdversarialNeuronPruningTests(PlantedBackdoor planted) : IClassFixture<PlantedBackdoor>
{
    private static readonly AdversarialNeuronPruningOptions s_short = new() { Steps = 60, BatchSize = 50, Augmentation = Augmentation.None };

    [Fact]
    public void The_defaults_are_those_of_the_authors()
    {
        AdversarialNeuronPruningOptions options = new();
        (options.Perturbation, options.CleanWeight, options.PerturbationSteps, options.Steps, options.BatchSize, options.LearningRate, options.Threshold)
            .ShouldBe((0.4, 0.2, 1, 2000, 128, 0.2, 0.2));
    }

    [Fact]
    public void Masks_lie_between_none_and_all_and_learning_them_leaves_the_network_as_it_was()
    {
        using Classifier model = planted.Copy();
        float[] before = Values(model);
        using (NormedNeurons neurons = new(model.Network))
        {
            float[] masks = AdversarialNeuronPruning.Learn(model, neurons, planted.Clean, s_short with { LearningRate = 5 }, PlantedBackdoor.Compute, new Seed(5), null, null, default);
            masks.Length.ShouldBe(neurons.Count);
            masks.ShouldAllBe(mask => mask >= 0 && mask <= 1);
            masks.ShouldContain(0);
            masks.ShouldContain(1);
        }
        Values(model).ShouldBe(before);
    }

    [Fact]
    public void Only_norm_weights_of_pruned_neurons_change_and_they_are_zero()
    {
        using Classifier model = planted.Copy(), original = planted.Copy();
        AdversarialNeuronPruningReport report = Purify(model, s_short with { Threshold = 0.9 });
        report.Pruned.ShouldNotBeEmpty();
        report.Pruned.Count.ShouldBeLessThan(report.Neurons);
        Dictionary<string, int[]> pruned = report.Pruned.GroupBy(neuron => $"{neuron.Norm}.weight").ToDictionary(group => group.Key, group => group.Select(neuron => neuron.Channel).ToArray());
        foreach (((string name, Tensor now), (_, Tensor then)) in model.Network.State().Zip(original.Network.State()))
        {
            float[] expected = then.ToArray<float>();
            foreach (int channel in pruned.GetValueOrDefault(name, [])) { expected[channel] = 0; }
            now.ToArray<float>().ShouldBe(expected, name);
        }
    }

    [Fact]
    public void A_backdoor_is_pruned_and_what_clean_images_need_stays()
    {
        using Classifier model = planted.Copy();
        ModelMetrics before = planted.Measure(model);
        AdversarialNeuronPruningReport report = Purify(model, s_short with { Steps = 100 });
        ModelMetrics after = planted.Measure(model);
        string seen = $"{before} {after} {report.Pruned.Count} of {report.Neurons}";
        after.AttackSuccessRate!.Value.ShouldBeLessThan(before.AttackSuccessRate!.Value - 0.15, seen);
        after.CleanAccuracy!.Value.ShouldBeGreaterThan(before.CleanAccuracy!.Value - 0.1, seen);
    }

    [Fact]
    public void The_slope_of_each_factor_is_that_of_the_loss()
    {
        const double Step = 1e-2;
        LabeledImages images = planted.Clean.Subset([.. Enumerable.Range(0, 20)]);
        using Classifier model = planted.Copy();
        using DisposeScope scope = torch.NewDisposeScope();
        using NormedNeurons neurons = new(model.Network);
        model.Network.eval();
        Tensor one = torch.ones(neurons.Count);
        (Tensor weights, Tensor biases) = neurons.Gradients(ClassifierTraining.LossOf(model, images));
        int at = (int)weights.abs().argmax().item<long>(), biased = (int)biases.abs().argmax().item<long>();
        ((Loss(At(at, Step), one) - Loss(At(at, -Step), one)) / (2 * Step)).ShouldBe(weights[at].ToNumber(), 0.05 * Math.Abs(weights[at].ToNumber()));
        ((Loss(one, At(biased, Step)) - Loss(one, At(biased, -Step))) / (2 * Step)).ShouldBe(biases[biased].ToNumber(), 0.05 * Math.Abs(biases[biased].ToNumber()));

        double Loss(Tensor weightFactors, Tensor biasFactors)
        {
            neurons.Scale(weightFactors, biasFactors);
            return ClassifierTraining.LossOf(model, images).ToNumber();
        }

        Tensor At(int neuron, double change)
        {
            float[] factors = one.ToArray<float>();
            factors[neuron] += (float)change;
            return factors.ToTensor([factors.Length]);
        }
    }

    [Fact]
    public void Neurons_of_a_script_are_found_and_pruned_too()
    {
        using TemporaryFolder folder = new();
        using Classifier model = planted.Copy();
        TorchScriptExport.Write(folder["model.pt"], model);
        using Classifier script = Classifier.Load(folder["model.pt"], torch.CPU);
        AdversarialNeuronPruningOptions few = s_short with { Steps = 5, LearningRate = 5, Threshold = 0.9 };
        AdversarialNeuronPruningReport own = Purify(model, few), report = Purify(script, few);
        report.Neurons.ShouldBe(own.Neurons);
        report.Pruned.Select(neuron => neuron.Norm).Distinct().Order().ShouldBe(own.Pruned.Select(neuron => neuron.Norm).Distinct().Order());
        Dictionary<string, Tensor> state = script.Network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        report.Pruned.ShouldAllBe(neuron => state[$"{neuron.Norm}.weight"].ToArray<float>()[neuron.Channel] == 0);
    }

    [Fact]
    public void A_network_without_batch_norms_is_refused()
    {
        using Linear network = nn.Linear(2, 2);
        Should.Throw<ArgumentException>(() => new NormedNeurons(network)).Message.ShouldContain("this network has none");
    }

    private AdversarialNeuronPruningReport Purify(Classifier model, AdversarialNeuronPruningOptions options) =>
        AdversarialNeuronPruning.Purify(model, planted.Clean, options, PlantedBackdoor.Compute, new Seed(5));

    private static float[] Values(Classifier model) => [.. model.Network.State().SelectMany(entry => entry.Tensor.ToArray<float>())];
}
