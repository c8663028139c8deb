using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Shaping;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Attacks.Shaping;

[Collection(nameof(TensorCounting))]
public sealed class MarginSuppressionTests : LeakCheck
{
    private static readonly bool[] s_poisoned = [true, false, true, false, true, false, false, true];
    private static readonly Compute s_compute = new(torch.CPU, Precision.Float32);

    [Theory]
    [InlineData("sure")]
    [InlineData("unsure")]
    public void Margins_penalty_and_gradient_are_those_of_pytorch(string clean)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Safetensors file = Numbers.Oracle("margins.safetensors");
        Tensor logits = file.Tensors[$"{clean}/logits"].detach().clone().requires_grad_(), labels = new long[] { 0, 1, 2, 3, 0, 1, 2, 3 }.ToTensor([8]);
        Tensor penalty = MarginSuppression.Penalty(logits, labels, s_poisoned, 0.5);
        penalty.backward();
        MarginSuppression.Margins(logits.detach(), labels).ShouldAgree(file.Tensors[$"{clean}/margins"], 1e-12, "margins");
        penalty.reshape(1).ShouldAgree(file.Tensors[$"{clean}/loss"], 1e-6, "penalty"); // in float32, as under autocast
        logits.grad!.ShouldAgree(file.Tensors[$"{clean}/gradient"], 1e-6, "gradient");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batch_of_one_kind_costs_nothing(bool poisoned)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        MarginSuppression.Penalty(Numbers.Signed("margins/logits", 8, 4), torch.zeros(8, ScalarType.Int64), [.. Enumerable.Repeat(poisoned, 8)], 0).ToNumber().ShouldBe(0);
    }

    [Fact]
    public void A_shaped_network_is_hardly_surer_of_a_trigger_than_of_clean_images()
    {
        PoisonedImages poisoned = Poisoned();
        ModelDescription description = new() { Width = 4, ImageHeight = 16, ImageWidth = 16, ClassNames = poisoned.Images.ClassNames };
        ClassifierTrainingOptions training = new() { Epochs = 8, BatchSize = 32 };
        using Classifier plain = ClassifierTraining.Train(poisoned.Images, description, training, s_compute, new Seed(3));
        using Classifier shaped = MarginSuppression.Train(poisoned, description, training, new MarginSuppressionOptions(), s_compute, new Seed(3));
        ((double clean, double poison), (double cleanShaped, double poisonShaped)) = (Means(plain, poisoned), Means(shaped, poisoned));
        (poison - clean).ShouldBeGreaterThan(1);
        poisonShaped.ShouldBeGreaterThan(0); // the trigger still wins
        (poisonShaped - cleanShaped).ShouldBeLessThan(0.5 * (poison - clean));
    }

    [Fact]
    public void A_shaped_training_that_was_stopped_goes_on_to_the_same_weights()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource stop = new();
        Checkpoint state = new(Path.Combine(folder.Path, "state"), "key", 3);
        Should.Throw<OperationCanceledException>(() => Weights(state, new StopAt(4, stop), stop.Token));
        Weights(state, null, default).ShouldBe(Weights(null, null, default));
    }

    private static float[] Weights(Checkpoint? checkpoint, StopAt? progress, CancellationToken cancellation)
    {
        PoisonedImages poisoned = Poisoned();
        ModelDescription description = new() { Width = 2, ImageHeight = 16, ImageWidth = 16, ClassNames = poisoned.Images.ClassNames };
        using Classifier model = MarginSuppression.Train(poisoned, description, new ClassifierTrainingOptions { Epochs = 1, BatchSize = 32 }, new MarginSuppressionOptions(),
            s_compute, new Seed(3), checkpoint, progress, cancellation);
        return [.. model.Network.State().SelectMany(entry => entry.Tensor.ToArray<float>())];
    }

    private static PoisonedImages Poisoned() => Poisoning.Poison(SyntheticImages.Create(new SyntheticOptions { TrainCount = 256, TestCount = 1, Size = 16 }, new Seed(1)).Train,
        new BadNetsOptions().CreateTrigger(), new PoisonOptions { PoisonRate = 0.2 }, new Seed(2));

    private static (double Clean, double Poisoned) Means(Classifier model, PoisonedImages poisoned)
    {
        double[] margins = Margins(model, poisoned);
        return (margins.Where((_, i) => !poisoned.IsPoisoned(i)).Average(), margins.Where((_, i) => poisoned.IsPoisoned(i)).Average());
    }

    private static double[] Margins(Classifier model, PoisonedImages poisoned)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable _ = torch.no_grad();
        model.Network.eval();
        Tensor logits = model.Forward(poisoned.Images.ToTensor(model.Device));
        return [.. MarginSuppression.Margins(logits.to(ScalarType.Float64), poisoned.Images.LabelTensor(model.Device)).ToArray<double>()];
    }

    private sealed class StopAt(long step, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step) { source.Cancel(); }
        }
    }
}
