using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

/// <summary>Cancels when a stage has got so far.</summary>
internal sealed class StopInStage(string stage, double share, CancellationTokenSource source) : IProgress<StageProgress>
{
    public void Report(StageProgress value)
    {
        if (value.Stage == stage && value.Share >= share) { source.Cancel(); }
    }
}
