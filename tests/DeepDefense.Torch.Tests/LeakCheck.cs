namespace DeepDefense.Torch.Tests;

/// <summary>Fails a test after which more, or fewer, tensors live than before it. What a test class makes itself, it
/// makes in its constructor: field initialisers run before the first count.</summary>
public abstract class LeakCheck : IDisposable
{
    private readonly long _before;

    protected LeakCheck()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
        DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.ShouldBe(_before, "tensors leaked");
    }

    /// <summary>Frees what a test class owns, before the count.</summary>
    protected virtual void Free()
    {
    }
}
