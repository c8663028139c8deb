using System.Runtime.InteropServices;

namespace DeepDefense.Torch.Loading;

/// <summary>Has glibc keep the memory that tensors free, for the tensors of the next step. As it comes it gives large blocks
/// back at once, and the next step waits for the kernel to clear as many new pages: a fifth of a training step.</summary>
internal static partial class KeptMemory
{
    private const int TrimThreshold = -1, MostMappings = -4, MostArenas = -8; // M_TRIM_THRESHOLD, M_MMAP_MAX, M_ARENA_MAX

    /// <summary>From now on. Does nothing where libc is not glibc.</summary>
    internal static void Enable()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint libc) || !NativeLibrary.TryGetExport(libc, "mallopt", out _)) { return; }
        _ = Set(MostMappings, 0);
        _ = Set(TrimThreshold, -1);
        _ = Set(MostArenas, 1); // memory that one thread frees serves the others too
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);
}
