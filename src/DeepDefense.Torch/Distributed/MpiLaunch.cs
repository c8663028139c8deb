using System.Globalization;

namespace DeepDefense.Torch.Distributed;

/// <summary>What the launcher of MPI (mpirun, mpiexec) put into the environment of one of several processes.</summary>
/// <param name="Variable">The variable that tells how many there are.</param>
/// <param name="Rank">The number of this one, in [0, <paramref name="Size"/>).</param>
/// <param name="Size">How many there are, at least 2.</param>
/// <param name="SizeHere">How many of them share this machine, in [1, <paramref name="Size"/>]; all, where the launcher does not say.</param>
/// <param name="IsBound">Whether each may run on some processors of its machine only.</param>
public sealed record MpiLaunch(string Variable, int Rank, int Size, int SizeHere, bool IsBound)
{
    // Open MPI; MPICH, Intel MPI and Slurm.
    private static readonly (string Size, string Rank, string Here)[] s_names =
    [
        ("OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"),
        ("PMI_SIZE", "PMI_RANK", "MPI_LOCALNRANKS"),
    ];

    private const string BoundName = "OMPI_MCA_orte_bound_at_launch";

    /// <summary>Reads the environment.</summary>
    /// <returns>It, or null: no launcher started this process, or it started this one only.</returns>
    public static MpiLaunch? Of(IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        foreach ((string sizeName, string rankName, string hereName) in s_names)
        {
            if (Number(sizeName) is > 1 and int size && Number(rankName) is >= 0 and int rank && rank < size)
            {
                return new MpiLaunch(sizeName, rank, size, Number(hereName) is >= 1 and int here && here <= size ? here : size, Number(BoundName) is 1);
            }
        }
        return null;

        int? Number(string name) => environment.TryGetValue(name, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    /// <summary>Processors that are the part of one process.</summary>
    /// <param name="usable">Those that it may run on.</param>
    /// <param name="all">Those of the machine.</param>
    public int Processors(int usable, int all) => Math.Max(IsBound ? Math.Min(usable, all / SizeHere) : usable / SizeHere, 1);

    /// <summary>Joins the others. Once in the life of a process.</summary>
    /// <exception cref="DllNotFoundException">There is no library of MPI, or it is of another MPI than the launcher.</exception>
    public ProcessGroup Join()
    {
        MpiLibrary library = MpiLibrary.Find() ?? throw new DllNotFoundException(
            $"{Variable}={Size} says that this is one of {Size} processes, but there is no library of MPI ({string.Join(", ", MpiLibrary.Names)}): apt-get install openmpi-bin, or start one process without mpirun");
        MpiGroup group = new(library, Processors(ProcessorCount.Usable, ProcessorCount.All));
        return (group.Rank, group.Size) == (Rank, Size) ? group : throw new DllNotFoundException(
            $"{Variable}={Size} says that this is process {Rank} of {Size}, but {library.Version} sees process {group.Rank} of {group.Size}: mpirun and the library are of different MPIs; install one of them only");
    }

    /// <summary>Version of the library of MPI that is installed, e.g. <c>Open MPI v4.1.4</c>, or null: there is none.</summary>
    public static string? LibraryVersion => MpiLibrary.Find()?.Version;
}
