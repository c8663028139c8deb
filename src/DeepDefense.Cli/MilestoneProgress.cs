using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>Progress for logs: a line at each tenth of a stage, with the time that is left at this pace.</summary>
internal sealed class MilestoneProgress(TextWriter error, TimeProvider time) : IProgress<StageProgress>
{
    private const int Milestones = 10;
    private string _stage = "";
    private int _reached;
    private long _start;
    private double _startShare;

    public void Report(StageProgress value)
    {
        if (value.Stage != _stage)
        {
            (_stage, _start, _startShare) = (value.Stage, time.GetTimestamp(), value.Share);
            _reached = (int)(value.Share * Milestones);
            return;
        }
        int milestone = (int)(value.Share * Milestones);
        if (milestone <= _reached) { return; }
        _reached = milestone;
        double elapsed = time.GetElapsedTime(_start).TotalSeconds;
        double left = elapsed * (1 - value.Share) / Math.Max(value.Share - _startShare, 1e-9);
        error.WriteLine(PlainText.Of($"{value.Stage} {100 * milestone / Milestones} % ({elapsed:F0} s, {left:F0} s left) {value.Detail}".TrimEnd()));
    }
}
