using System.Runtime.ExceptionServices;

namespace DeepDefense.Torch.Distributed;

/// <summary>Sums over the ranks, from code that must not throw as well: inside of libtorch an exception would end the process.</summary>
/// <param name="group">The ranks.</param>
/// <param name="cancellation">Stops waiting for the others.</param>
internal sealed class GuardedSum(ProcessGroup group, CancellationToken cancellation)
{
    private ExceptionDispatchInfo? _failure;

    /// <summary>Adds up the numbers of all ranks.</summary>
    internal void Take(double[] values) => group.Sum(values, cancellation);

    /// <summary>The same; what goes wrong is thrown by <see cref="ThrowIfFailed"/>, and the values stay as they are.</summary>
    internal void TakeGuarded(double[] values)
    {
        if (_failure is not null) { return; }
        try { Take(values); }
#pragma warning disable CA1031 // it is thrown later
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Throws what went wrong.</summary>
    internal void ThrowIfFailed() => _failure?.Throw();
}
