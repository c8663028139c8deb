using DeepDefense.Torch.Distributed;

namespace DeepDefense.Torch.Tests;

/// <summary>Ranks that are threads of the test's process.</summary>
internal sealed class ThreadGroup : ProcessGroup
{
    private readonly Array[] _values;
    private readonly Barrier _barrier;

    private ThreadGroup(int rank, Array[] values, Barrier barrier) => (Rank, _values, _barrier) = (rank, values, barrier);

    public override int Rank { get; }

    public override int Size => _values.Length;

    public override int Processors => 1;

    /// <summary>One of several that meets nobody.</summary>
    internal static ProcessGroup Lonely(int rank, int size) => new ThreadGroup(rank, new Array[size], new Barrier(1));

    /// <summary>Does work in each rank at the same time.</summary>
    /// <returns>What each found, by rank.</returns>
    internal static T[] Run<T>(int size, Func<ProcessGroup, T> work)
    {
        using Barrier barrier = new(size);
        Array[] values = new Array[size];
        Task<T>[] ranks = [.. Enumerable.Range(0, size).Select(rank => Task.Factory.StartNew(() =>
        {
            // One that fails leaves the others waiting for one less.
            try { return work(new ThreadGroup(rank, values, barrier)); }
            finally { barrier.RemoveParticipant(); }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return Task.WhenAll(ranks).GetAwaiter().GetResult();
    }

    public override void Sum(Span<float> values, CancellationToken cancellation) => Sum<float>(values, cancellation);

    public override void Sum(Span<double> values, CancellationToken cancellation) => Sum<double>(values, cancellation);

    public override void Broadcast(Span<byte> bytes, CancellationToken cancellation)
    {
        Array[] all = Exchange(bytes.ToArray(), cancellation);
        ((byte[])all[0]).CopyTo(bytes);
    }

    public override void Finish(CancellationToken cancellation)
    {
    }

    public override void Abort(int code) => throw new NotSupportedException();

    private void Sum<T>(Span<T> values, CancellationToken cancellation)
        where T : struct, System.Numerics.INumber<T>
    {
        Array[] all = Exchange(values.ToArray(), cancellation);
        for (int i = 0; i < values.Length; i++) { values[i] = all.Cast<T[]>().Aggregate(T.Zero, (sum, of) => sum + of[i]); }
    }

    private Array[] Exchange(Array own, CancellationToken cancellation)
    {
        _values[Rank] = own;
        _barrier.SignalAndWait(cancellation);
        Array[] all = [.. _values];
        _barrier.SignalAndWait(cancellation);
        return all;
    }
}
