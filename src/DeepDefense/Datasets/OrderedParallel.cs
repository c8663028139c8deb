using System.Runtime.ExceptionServices;

namespace DeepDefense.Datasets;

/// <summary>A loop on all cores that fails as a plain loop does: with the exception of the first index that fails.
/// </summary>
internal static class OrderedParallel
{
    /// <summary>Runs <paramref name="body"/> for 0 to <paramref name="count"/> - 1.</summary>
    /// <exception cref="OperationCanceledException">The loop was stopped.</exception>
    internal static void For(int count, Action<int> body, CancellationToken cancellation = default)
    {
        Exception?[] failures = new Exception?[count];
        ParallelOptions allCores = new()
        {
            MaxDegreeOfParallelism = Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
        Parallel.For(0, count, allCores, (i, loop) =>
        {
            try
            {
                body(i);
            }
            catch (Exception failure)
            {
                // Nothing is swallowed: Break() lets every index before this one finish, then the first is rethrown.
                failures[i] = failure;
                loop.Break();
            }
        });
        if (Array.Find(failures, failure => failure is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
