using System.Collections.Concurrent;

namespace DeepDefense.Datasets;

/// <summary>Makes values on another thread before they are asked for.</summary>
internal static class Prefetch
{
    /// <summary>The same values in the same order; while one is used, the next ones are made and wait in a bounded queue. What fails there fails here, at its place.</summary>
    /// <param name="values">Made one after the other, by one thread.</param>
    /// <param name="ahead">Most values that wait, at least 1.</param>
    /// <param name="cancellation">Stops both, when the value in the making is made.</param>
    internal static IEnumerable<T> Prefetched<T>(this IEnumerable<T> values, int ahead, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using BlockingCollection<T> queue = new(ahead);
        Task making = Task.Factory.StartNew(() => Fill(values, queue, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (T value in queue.GetConsumingEnumerable(cancellation)) { yield return value; }
            making.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel(); // where nobody asks for the rest
            Task.WaitAny([making], CancellationToken.None);
            _ = making.Exception; // it was thrown above, or nobody asks for it
        }
    }

    private static void Fill<T>(IEnumerable<T> values, BlockingCollection<T> queue, CancellationToken stop)
    {
        try
        {
            foreach (T value in values) { queue.Add(value, stop); }
        }
        finally
        {
            queue.CompleteAdding();
        }
    }
}
