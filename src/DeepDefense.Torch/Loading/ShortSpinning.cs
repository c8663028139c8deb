using System.Runtime.InteropServices;

namespace DeepDefense.Torch.Loading;

/// <summary>Has threads of an operator that wait for each other give up the processor soon. As it comes, GNU's OpenMP lets them spin for some milliseconds at every
/// operator: beside one other busy process a scan with two threads then took 3 times as long as one with one (docs/scale.md).</summary>
internal static partial class ShortSpinning
{
    private const string Policy = "OMP_WAIT_POLICY", Spins = "GOMP_SPINCOUNT"; // the first is OpenMP's, the second GNU's
    private const string Few = "10000";

    /// <summary>From the loading of libtorch on; where either variable is set, as it says. Does nothing where libc is not glibc.</summary>
    internal static void Enable()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Policy) is not null || !NativeLibrary.TryLoad("libc.so.6", out _)) { return; }
        _ = Set(Spins, Few, replace: 0);
    }

    // .NET's own copy of the environment is not seen by libraries.
    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int replace);
}
