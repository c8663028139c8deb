using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch;

/// <summary>The native library as a whole: its version, its threads, what the processor can do.</summary>
public static class TorchRuntime
{
    private static readonly string LoadedVersion = Load();

    /// <summary>Version of the linked libtorch, e.g. <c>1.13.0</c>.</summary>
    public static string Version => LoadedVersion;

    /// <summary>Tensors handed out and not yet freed, in the whole process.</summary>
    public static long LiveTensors
    {
        get
        {
            Native.LiveTensors(out long count).Check("count tensors");
            return count;
        }
    }

    /// <summary>Threads that one operator may use. Debian's libtorch starts with 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one.</exception>
    public static int Threads
    {
        get
        {
            Native.Threads(out int threads).Check("read the number of threads");
            return threads;
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            // libtorch builds its pool anew at each call.
            if (value != Threads) { Native.SetThreads(value).Check("set the number of threads"); }
        }
    }

    /// <summary>Number of CUDA devices that this libtorch can use.</summary>
    public static int CudaDevices
    {
        get
        {
            Native.CudaDevices(out int count).Check("count CUDA devices");
            return count;
        }
    }

    /// <summary>Whether the processor multiplies bfloat16 itself (avx512_bf16 or AMX).</summary>
    public static bool CpuHasBFloat16 => Processor.Here.BFloat16 != BFloat16Support.None;

    /// <summary>Whether it does so faster than float32. Intel's with AMX and AMD's with avx512_bf16 take half the time of
    /// float32; Intel's with avx512_bf16 alone take twice it (docs/open.md).</summary>
    public static bool CpuIsFasterInBFloat16 => Processor.Here.BFloat16 == BFloat16Support.Faster;

    /// <summary>Loads the native library and resolves every operator, so that what is missing is named at once.</summary>
    /// <exception cref="TorchException">The library is absent, of another version, or lacks an operator.</exception>
    public static void Initialize()
    {
        try
        {
            RuntimeHelpers.RunClassConstructor(typeof(TorchRuntime).TypeHandle);
            RuntimeHelpers.RunClassConstructor(typeof(Operators).TypeHandle);
        }
        catch (TypeInitializationException e) when (e.InnerException is TorchException reason)
        {
            throw new TorchException(reason.Message, e);
        }
    }

    private static unsafe string Load()
    {
        try
        {
            Native.Abi(out int version, out int valueSize, out byte* torch).Check("ask libddtorch.so for its version");
            if (version != Native.AbiVersion || valueSize != sizeof(Value))
            {
                throw new TorchException($"libddtorch.so has ABI {version} with values of {valueSize} bytes; "
                    + $"expected ABI {Native.AbiVersion} with {sizeof(Value)}: rebuild it with dotnet build");
            }
            return Marshal.PtrToStringUTF8((nint)torch) ?? "";
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new TorchException("libddtorch.so or the libtorch it needs cannot be loaded "
                + "(apt-get install libtorch-dev libopenblas0-pthread, then dotnet build): " + e.Message, e);
        }
    }
}
