using DeepDefense.Training;

namespace DeepDefense.Protocol.Planning;

/// <summary>Times the steps of a training, and stops it when it knows enough.</summary>
/// <param name="time">The clock.</param>
/// <param name="stop">Stops the training.</param>
internal sealed class StepClock(TimeProvider time, CancellationTokenSource stop) : IProgress<TrainingProgress>
{
    // The first steps choose kernels and grow memory.
    private const int WarmUp = 2;
    private const int EnoughSteps = 40;
    private const int LeastSteps = 5;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);
    private readonly List<TimeSpan> _steps = [];
    private long _last = time.GetTimestamp();

    /// <summary>Steps that the training would take in all.</summary>
    internal long Steps { get; private set; }

    /// <summary>Median time of the steps after the first; of all, where there are no more.</summary>
    internal double SecondsAStep => Median.Of((_steps.Count > WarmUp ? _steps.Skip(WarmUp) : _steps).Select(step => step.TotalSeconds));

    public void Report(TrainingProgress value)
    {
        long now = time.GetTimestamp();
        _steps.Add(time.GetElapsedTime(_last, now));
        (_last, Steps) = (now, value.Steps);
        int counted = _steps.Count - WarmUp;
        if (counted >= EnoughSteps || (counted >= LeastSteps && _steps.Skip(WarmUp).Sum(step => step.Ticks) >= Enough.Ticks)) { stop.Cancel(); }
    }
}
