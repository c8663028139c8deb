using DeepDefense.Training;

namespace DeepDefense.Tests.Training;

public sealed class LossLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["metrics.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Losses_are_read_back_and_passed_on()
    {
        Listener listener = new();
        LossLog log = new(File, listener);
        Train(log, "detector", 1, 3, steps: 3);
        log.Report(new StageProgress("scan", 0.5, ""));
        LossLog.Read(File).ShouldBe([new LossPoint("detector", 1, 0.1), new LossPoint("detector", 2, 0.2), new LossPoint("detector", 3, 0.3)]);
        listener.Heard.ShouldBe(["detector", "detector", "detector", "scan"]);
    }

    [Fact]
    public void A_training_that_was_stopped_and_went_on_from_an_earlier_step_leaves_the_same_points()
    {
        Train(new LossLog(File), "unlearn", 1, 8, steps: 10);
        Train(new LossLog(File), "unlearn", 6, 10, steps: 10);
        LossLog.Read(File).Select(point => point.Step).ShouldBe(Enumerable.Range(1, 10).Select(step => (long)step));
    }

    [Fact]
    public void A_line_that_a_killed_run_left_half_is_passed_over()
    {
        System.IO.File.WriteAllText(File, "{\"stage\":\"train\",\"step\":1,\"loss\":2}\n{\"stage\":\"trai");
        Train(new LossLog(File), "train", 2, 2, steps: 2);
        LossLog.Read(File).ShouldBe([new LossPoint("train", 1, 2), new LossPoint("train", 2, 0.2)]);
    }

    [Fact]
    public void Long_trainings_are_thinned_and_keep_both_ends()
    {
        Train(new LossLog(File), "train", 1, 5000, steps: 5000);
        IReadOnlyList<LossPoint> points = LossLog.Read(File);
        points.Count.ShouldBeInRange(200, 402);
        (points[0].Step, points[^1].Step).ShouldBe((1, 5000));
    }

    [Fact]
    public void No_file_is_no_losses() => LossLog.Read(File).ShouldBeEmpty();

    private static void Train(LossLog log, string stage, int first, int last, int steps)
    {
        IProgress<TrainingProgress> progress = ((IProgress<StageProgress>)log).ForTraining(stage)!;
        for (int step = first; step <= last; step++) { progress.Report(new TrainingProgress(step, steps, step / 10.0)); }
    }

    private sealed class Listener : IProgress<StageProgress>
    {
        internal List<string> Heard { get; } = [];

        public void Report(StageProgress value) => Heard.Add(value.Stage);
    }
}
