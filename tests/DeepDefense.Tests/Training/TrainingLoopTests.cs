using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;
using DeepDefense.Training;

namespace DeepDefense.Tests.Training;

public sealed class TrainingLoopTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_no_number_ends_the_training_with_the_step(double loss) =>
        Should.Throw<TrainingException>(() => Run(step => step == 2 ? loss : 1)).Message.ShouldStartWith($"the loss is {loss} at step 2: try a smaller learning rate");

    [Fact]
    public void Each_step_is_taken_once_and_told_with_its_loss()
    {
        List<TrainingProgress> told = [];
        Run(step => 10 - step, new Teller(told)).ShouldBe([0, 1, 2, 3]);
        told.ShouldBe([new(1, 4, 10), new(2, 4, 9), new(3, 4, 8), new(4, 4, 7)]);
    }

    private static List<long> Run(Func<long, double> loss, IProgress<TrainingProgress>? progress = null)
    {
        List<long> steps = [];
        using Linear network = Layers.Linear(2, 1, NetworkOracle.Anything);
        using SGD optimizer = optim.SGD(network.parameters().ToArray(), 1);
        new TrainingLoop(network, optimizer, new ConstantRate(0.1), 4, new Compute(torch.CPU, Precision.Float32)).Run(step =>
        {
            steps.Add(step);
            return network.forward(torch.zeros(1, 2)).sum() * 0 + loss(step);
        }, progress);
        return steps;
    }

    private sealed class Teller(List<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told.Add(value);
    }
}
