namespace DeepDefense.Datasets;

/// <summary>Counts files that are done on any core, and reports now and then, one report at a time.</summary>
/// <param name="progress">Told the share that is done, in [0, 1]; null: nobody.</param>
/// <param name="total">Files in all.</param>
internal sealed class FileProgress(IProgress<double>? progress, int total)
{
    private const int FilesPerReport = 64;
    private readonly Lock _reporting = new();
    private int _done;

    /// <summary>One more is done.</summary>
    internal void ReportOneMore() => Report(1);

    /// <summary>Some more are done.</summary>
    internal void Report(int more)
    {
        if (progress is null) { return; }
        lock (_reporting)
        {
            _done += more;
            if (more > 1 || _done % FilesPerReport == 0 || _done == total) { progress.Report((double)_done / total); }
        }
    }
}
