using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;

namespace DeepDefense.Cli.Diagnosis;

/// <summary>What can be said of processes that work together.</summary>
internal static class RankFinding
{
    private const string Subject = "ranks";

    /// <summary>Asks the library of MPI, and, among several ranks, has it add up.</summary>
    /// <param name="launch">Of which processes this is one, or null.</param>
    /// <param name="group">Those processes.</param>
    /// <param name="cancellation">Stops waiting for them.</param>
    internal static Finding Of(MpiLaunch? launch, ProcessGroup group, CancellationToken cancellation)
    {
        string? library = MpiLaunch.LibraryVersion;
        if (launch is null)
        {
            return new(Subject, Health.Ok, library is null
                ? "one process; there is no library of MPI: for several, apt-get install openmpi-bin"
                : $"one process; {library} is here: mpirun -n N divides training and scans among N processes");
        }
        double[] sum = [group.Rank];
        group.Sum(sum, cancellation);
        int expected = group.Size * (group.Size - 1) / 2;
        if (sum[0] == expected && launch.IsBound && launch.SizeHere * ProcessorCount.Usable < ProcessorCount.All)
        {
            return new(Subject, Health.Warning, $"{launch.SizeHere} ranks here, bound to {ProcessorCount.Usable} of {ProcessorCount.All} processors each", "mpirun --bind-to none lets them use all");
        }
        return Finding.OkIf(sum[0] == expected, Subject, $"rank {group.Rank} of {group.Size}, {library} ({launch.Variable}); the sum of the ranks is {sum[0]}",
            $"the sum should be {expected}: this library does not add up floating-point numbers as expected; install another MPI", Health.Problem);
    }
}
