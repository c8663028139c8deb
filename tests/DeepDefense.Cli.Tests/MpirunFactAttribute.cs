namespace DeepDefense.Cli.Tests;

/// <summary>A test that needs a launcher of MPI, and is skipped where that is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MpirunFactAttribute : FactAttribute
{
    internal const string Mpirun = "/usr/bin/mpirun";

    public MpirunFactAttribute()
    {
        if (!File.Exists(Mpirun)) { Skip = $"no {Mpirun}: apt-get install openmpi-bin"; }
    }
}
