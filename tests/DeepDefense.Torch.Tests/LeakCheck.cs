namespace DeepDefense.Torch.Tests;

/// <summary>Fails a test after which more, or fewer, tensors of its thread live than before it; one that the garbage collector
/// found counts as living, for nobody disposed it. (Tensor.TotalCount is of no use: it rises by two with each parameter and falls
/// by one.) What a test class makes itself, it makes in its constructor: field initialisers run before the first count.</summary>
public abstract class LeakCheck : IDisposable
{
    private readonly long _before = Living;

    private static long Living => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
        Living.ShouldBe(_before, "tensors leaked");
    }

    /// <summary>Frees what a test class owns, before the count.</summary>
    protected virtual void Free()
    {
    }
}
