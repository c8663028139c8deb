using System.Runtime.InteropServices;
using System.Text;

namespace DeepDefense.Torch.Distributed;

/// <summary>A library of MPI that is installed: its functions, and the values that stand for its constants.</summary>
/// <remarks>A handle is an address in Open MPI and an int in MPICH; passed as a word it is right for both.</remarks>
internal sealed unsafe class MpiLibrary
{
    // Open MPI, then MPICH (and Intel MPI, which is made like it).
    private static readonly string[] s_openNames = OperatingSystem.IsMacOS() ? ["libmpi.40.dylib"] : ["libmpi.so.40"];
    private static readonly string[] s_mpichNames = OperatingSystem.IsMacOS() ? ["libmpi.12.dylib"] : ["libmpich.so.12", "libmpi.so.12"];

    private MpiLibrary(nint library, bool isOpen)
    {
        Initialize = (delegate* unmanaged<nint, nint, int, int*, int>)Export("MPI_Init_thread");
        Finalize = (delegate* unmanaged<int>)Export("MPI_Finalize");
        Abort = (delegate* unmanaged<nint, int, int>)Export("MPI_Abort");
        RankOf = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_rank");
        SizeOf = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_size");
        AllReduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int>)Export("MPI_Iallreduce");
        Broadcast = (delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)Export("MPI_Ibcast");
        Test = (delegate* unmanaged<nint*, int*, nint, int>)Export("MPI_Test");
        (World, Byte, Float, Double, Sum, InPlace, StatusIgnore) = isOpen
            ? (Export("ompi_mpi_comm_world"), Export("ompi_mpi_byte"), Export("ompi_mpi_float"), Export("ompi_mpi_double"), Export("ompi_mpi_op_sum"), 1, 0)
            : (0x44000000, 0x4c00010d, 0x4c00040a, 0x4c00080b, 0x58000003, -1, 1);
        Version = VersionOf((delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version"));

        nint Export(string name) => NativeLibrary.GetExport(library, name);
    }

    /// <summary>The files that are looked for, in this order.</summary>
    internal static IEnumerable<string> Names => [.. s_openNames, .. s_mpichNames];

    /// <summary>What it calls itself, e.g. <c>Open MPI v4.1.4</c>.</summary>
    internal string Version { get; }

    internal delegate* unmanaged<nint, nint, int, int*, int> Initialize { get; }

    internal delegate* unmanaged<int> Finalize { get; }

    internal delegate* unmanaged<nint, int, int> Abort { get; }

    internal delegate* unmanaged<nint, int*, int> RankOf { get; }

    internal delegate* unmanaged<nint, int*, int> SizeOf { get; }

    internal delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int> AllReduce { get; }

    internal delegate* unmanaged<void*, int, nint, int, nint, nint*, int> Broadcast { get; }

    internal delegate* unmanaged<nint*, int*, nint, int> Test { get; }

    internal nint World { get; }

    internal nint Byte { get; }

    internal nint Float { get; }

    internal nint Double { get; }

    internal nint Sum { get; }

    internal nint InPlace { get; }

    internal nint StatusIgnore { get; }

    /// <summary>The first that is there, or null.</summary>
    internal static MpiLibrary? Find()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library)) { return new MpiLibrary(library, s_openNames.Contains(name)); }
        }
        return null;
    }

    private static string VersionOf(delegate* unmanaged<byte*, int*, int> ask)
    {
        const int Most = 8192; // of MPICH; Open MPI takes 256
        byte* text = stackalloc byte[Most];
        int length = 0;
        ask(text, &length);
        // Open MPI goes on with its package, MPICH with how it was built.
        string[] parts = Encoding.UTF8.GetString(text, Math.Clamp(length, 0, Most)).TrimEnd('\0', '\n').Split(',', '\n');
        return string.Join(' ', parts[0].Split([' ', '\t', ':'], StringSplitOptions.RemoveEmptyEntries));
    }
}
