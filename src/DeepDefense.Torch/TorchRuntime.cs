using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DeepDefense.Torch.Loading;

namespace DeepDefense.Torch;

/// <summary>libtorch as a whole: which one, from where, its threads and devices.</summary>
public static partial class TorchRuntime
{
    /// <summary>The version of libtorch that is needed.</summary>
    public const string Needed = "2.10";

    /// <summary>The environment variable that names the folder of another libtorch, for example one with CUDA.</summary>
    public const string FolderVariable = NativeLoading.Variable;

    private const string Remedy = $"reference the package libtorch-cpu-<platform> beside TorchSharp, or set {FolderVariable} to the folder of a libtorch {Needed}";

    /// <summary>Version of the libtorch that is loaded, e.g. <c>2.10</c>.</summary>
    public static string Version => NativeLoading.VersionOf(NativeLoading.Core) ?? $"before {Needed}";

    /// <summary>The file of libtorch that is loaded.</summary>
    public static string LoadedFrom
    {
        get
        {
            _ = NativeLoading.Core;
            using Process here = Process.GetCurrentProcess();
            return here.Modules.Cast<ProcessModule>().Select(module => module.FileName)
                .FirstOrDefault(file => Path.GetFileName(file).Split('.')[0] is "libtorch_cpu" or "torch_cpu")
                ?? NativeLoading.Find(NativeLoading.Parts[1]) ?? "unknown"; // macOS names no libraries of a process
        }
    }

    /// <summary>Threads that one operator may use.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one.</exception>
    public static int Threads
    {
        get => torch.get_num_threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            // libtorch builds its pool anew at each call.
            if (value != Threads) { torch.set_num_threads(value); }
        }
    }

    /// <summary>Whether this libtorch can use CUDA devices, be there any or not.</summary>
    public static bool IsBuiltWithCuda => Path.GetDirectoryName(LoadedFrom) is { Length: > 0 } folder && Directory.EnumerateFiles(folder, "*torch_cuda*").Any();

    /// <summary>Number of CUDA devices that this libtorch can use.</summary>
    public static int CudaDevices => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    /// <summary>Whether the processor multiplies bfloat16 itself (avx512_bf16 or AMX).</summary>
    public static bool CpuHasBFloat16 => Processor.Here.BFloat16 != BFloat16Support.None;

    /// <summary>Whether it does so faster than float32. Intel's with AMX and AMD's with avx512_bf16 take half the time of
    /// float32; Intel's with avx512_bf16 alone take twice it (docs/open.md).</summary>
    public static bool CpuIsFasterInBFloat16 => Processor.Here.BFloat16 == BFloat16Support.Faster;

    /// <summary>Whether it multiplies eight bits faster than bfloat16 and float32: it has VNNI. Without it, oneDNN's sums of eight bits may overflow.</summary>
    public static bool CpuIsFasterInInt8 => Processor.Here.HasVnni;

    /// <summary>Loads libtorch, so that what is wrong with it is told at once, and has the memory of tensors kept for the next ones, in
    /// the whole process (Linux with glibc).</summary>
    /// <exception cref="DllNotFoundException">It is absent, of another version, or the system is too old for it; the message
    /// says what to do.</exception>
    public static void Initialize()
    {
        KeptMemory.Enable();
        if (NativeLoading.Problem is { } problem) { throw new DllNotFoundException(problem); }
        if (TooOld() is { } reason) { throw new DllNotFoundException(reason); }
        try
        {
            // Asked before TorchSharp looks: where it finds none it copies that of the package cache beside the program.
            if (Version == Needed)
            {
                RuntimeHelpers.RunClassConstructor(typeof(torch).TypeHandle);
                LibtorchExports.RunScriptsAsWritten();
                return;
            }
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or NotSupportedException or EntryPointNotFoundException)
        {
            throw new DllNotFoundException($"libtorch {Needed} cannot be loaded: {(e.InnerException ?? e).Message.Split('\n')[0]}; {Remedy}", e);
        }
        throw new DllNotFoundException($"{LoadedFrom} is libtorch {Version}; {Remedy}");
    }

    // By the versions of the symbols that the libraries refer to.
    private static string? TooOld()
    {
        const int LeastGlibc = 34, LeastGlibcxx = 30;
        if (!OperatingSystem.IsLinux()) { return null; }
        if (!NativeLibrary.TryLoad("libc.so.6", out nint libc) || !NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out _))
        {
            return $"this system's C library is not glibc; libtorch {Needed} needs glibc 2.{LeastGlibc} or newer (Debian 12, Ubuntu 22.04 and later)";
        }
        string version = Marshal.PtrToStringUTF8(GlibcVersion())!;
        if (version.Split('.') is ["2", string minor, ..] && int.Parse(minor, null) < LeastGlibc)
        {
            return $"this system has glibc {version}; libtorch {Needed} needs 2.{LeastGlibc} or newer (Debian 12, Ubuntu 22.04 and later)";
        }
        // A function that came with 3.4.30.
        return NativeLibrary.TryLoad("libstdc++.so.6", out nint library) && !NativeLibrary.TryGetExport(library, "_ZSt21__glibcxx_assert_failPKciS0_S0_", out _)
            ? $"this system's libstdc++ is older than 3.4.{LeastGlibcxx}, which libtorch {Needed} needs (Debian 12, Ubuntu 22.04 and later)"
            : null;
    }

    [LibraryImport("libc.so.6", EntryPoint = "gnu_get_libc_version")]
    private static partial nint GlibcVersion();
}
