using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Optim;

namespace DeepDefense.Training;

/// <summary>The one training loop: victims, detectors and unlearning differ only in the loss of a step.</summary>
/// <param name="network">What is trained.</param>
/// <param name="optimizer">How it is moved; the rate of each of its groups is what it began with times the schedule's.</param>
/// <param name="schedule">The learning rate of each step.</param>
/// <param name="steps">How many steps to take.</param>
/// <param name="compute">Where and in what numbers.</param>
public sealed class TrainingLoop(nn.Module network, optim.Optimizer optimizer, LearningRateSchedule schedule, long steps, Compute compute)
{
    private readonly Parameter[] _parameters = [.. network.parameters()];
    private long _taken;

    /// <summary>Largest joint norm of the gradients, or null (default): not limited.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Where near the parameters the gradient of a step is taken, or null (default): at them. The loss of a step is then computed
    /// twice.</summary>
    public SharpnessAwareness? Sharpness { get; init; }

    /// <summary>Where to keep the state, or null (default): nowhere. An existing one of the same key is gone on from.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>The ranks that derive the loss together: that of each rank is its share of the whole, so that they add up to it. The first
    /// writes the state. Default this process alone.</summary>
    public ProcessGroup Group { get; init; } = ProcessGroup.Alone;

    /// <summary>Called after each step, before it is reported or written: holds parameters where they must stay. Default
    /// nothing.</summary>
    public Action? AfterStep { get; init; }

    /// <summary>Asked after each step, with the number of steps taken, whether to stop early. Default never.</summary>
    public Func<long, bool>? StopAfter { get; init; }

    /// <summary>Takes the steps that are left.</summary>
    /// <param name="lossOf">The scalar loss of a step, a pure function of its number; called under autocast.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops before the next step, with the state written.</param>
    /// <exception cref="TrainingException">The loss is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(Func<long, Tensor> lossOf, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lossOf);
        _taken = Checkpoint?.TryRead(network, optimizer) ?? 0;
        Group.RequireSame("a training to go on with", $"step {_taken} of {steps} of the course {Checkpoint?.Key}", cancellation);
        using RankSum sum = new(network, Group, cancellation);
        while (_taken < steps)
        {
            double loss;
            sum.Begin();
            try
            {
                cancellation.ThrowIfCancellationRequested();
                loss = TakeStep(lossOf, sum);
            }
            catch (OperationCanceledException)
            {
                // A rank may hear of it while it waits for the others: before it moved a parameter.
                sum.TakeBack();
                Write();
                throw;
            }
            AfterStep?.Invoke();
            progress?.Report(new TrainingProgress(_taken, steps, loss));
            if (StopAfter?.Invoke(_taken) == true) { break; }
            if (_taken % Checkpoint?.Every == 0) { Write(); }
        }
    }

    private void Write()
    {
        if (Group.IsFirst) { Checkpoint?.Write(network, optimizer, _taken); }
    }

    private double TakeStep(Func<long, Tensor> lossOf, RankSum sum)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        double value = Derive(lossOf, sum);
        if (Sharpness is not null)
        {
            using IDisposable climbed = Sharpness.Climb(network);
            ForgetGradients();
            Derive(lossOf, sum);
        }
        if (ClipNorm is double maximum) { nn.utils.clip_grad_norm_(_parameters, maximum); }
        optimizer.ScaleLearningRate(schedule.At(_taken));
        optimizer.step();
        ForgetGradients();
        _taken++;
        return value;
    }

    private double Derive(Func<long, Tensor> lossOf, RankSum sum)
    {
        Tensor loss;
        using (Autocast autocast = compute.Enter()) { loss = lossOf(_taken); }
        loss.backward();
        // All ranks find the same, and so end at the same step.
        double value = sum.Of(loss.ToNumber());
        if (!double.IsFinite(value))
        {
            throw new TrainingException($"the loss is {value} at step {_taken}: try a smaller learning rate");
        }
        return value;
    }

    private void ForgetGradients()
    {
        foreach (Parameter parameter in _parameters) { parameter.grad = null; }
    }
}
