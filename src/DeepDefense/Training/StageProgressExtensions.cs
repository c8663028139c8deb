namespace DeepDefense.Training;

/// <summary>Ways into <see cref="StageProgress"/>.</summary>
public static class StageProgressExtensions
{
    /// <summary>Reports of a training as reports of a stage.</summary>
    public static IProgress<TrainingProgress>? ForTraining(this IProgress<StageProgress>? progress, string stage) =>
        progress is null ? null : new Relay<TrainingProgress>(report =>
            progress.Report(new StageProgress(stage, (double)report.Step / report.Steps, $"loss {report.Loss:F3}", report)));

    /// <summary>Reports of a share as reports of a stage.</summary>
    public static IProgress<double>? ForShare(this IProgress<StageProgress>? progress, string stage) =>
        progress is null ? null : new Relay<double>(share => progress.Report(new StageProgress(stage, share, "")));

    // Progress<T> reports on another thread, in any order.
    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
