using System.Runtime.InteropServices;

namespace DeepDefense.Torch.Loading;

/// <summary>Functions of libtorch that TorchSharp does not have, under the names that their compilers gave them.</summary>
internal static unsafe class LibtorchExports
{
    private static readonly delegate* unmanaged<sbyte, byte> IsEnabled = (delegate* unmanaged<sbyte, byte>)Find(
        "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE", "?is_autocast_enabled@autocast@at@@YA_NW4DeviceType@c10@@@Z");

    private static readonly delegate* unmanaged<sbyte, byte, void> SetEnabled = (delegate* unmanaged<sbyte, byte, void>)Find(
        "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z");

    private static readonly delegate* unmanaged<sbyte, sbyte, void> SetType = (delegate* unmanaged<sbyte, sbyte, void>)Find(
        "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE", "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z");

    private static readonly delegate* unmanaged<void> ClearCache = (delegate* unmanaged<void>)Find(
        "_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ");

    private static readonly delegate* unmanaged<byte, void> OptimizeScripts = (delegate* unmanaged<byte, void>)Find(
        "_ZN5torch3jit24setGraphExecutorOptimizeEb", "?setGraphExecutorOptimize@jit@torch@@YAX_N@Z");

    /// <summary>Switches autocast on this thread.</summary>
    /// <returns>Whether it was on.</returns>
    internal static bool SetAutocast(DeviceType device, bool enabled)
    {
        bool before = IsEnabled((sbyte)device) != 0;
        SetType((sbyte)device, (sbyte)ScalarType.BFloat16);
        SetEnabled((sbyte)device, enabled ? (byte)1 : (byte)0);
        if (!enabled) { ClearCache(); } // it holds casts of weights that the next step changes
        return before;
    }

    /// <summary>Runs scripted networks as they are written: to profile and fuse them first takes seconds at each new size.</summary>
    internal static void RunScriptsAsWritten() => OptimizeScripts(0);

    private static nint Find(string name, string nameOnWindows) =>
        NativeLibrary.GetExport(NativeLoading.Core, OperatingSystem.IsWindows() ? nameOnWindows : name);
}
