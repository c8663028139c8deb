using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace DeepDefense.Torch.Loading;

/// <summary>What happens before the first tensor: libtorch is loaded where it does not lie beside the program, its threads are told how to wait, and an old libstdc++
/// is helped.</summary>
internal static class NativeLoading
{
    /// <summary>Names the folder of a libtorch to use instead of the program's.</summary>
    internal const string Variable = "DEEPDEFENSE_LIBTORCH";

    // Beside the command line's program: apart, because what lies beside it is loaded before any other.
    private const string OwnFolder = "libtorch";
    private const string CoreName = "torch_cpu";

    /// <summary>The files of a libtorch, in the order in which they are loaded; the second is <see cref="Core"/>.</summary>
    internal static readonly string[] Parts = OperatingSystem.IsWindows()
        ? ["c10.dll", "torch_cpu.dll", "torch_cuda.dll", "torch.dll"]
        : OperatingSystem.IsMacOS()
            ? ["libtorch_cpu.dylib", "libtorch.dylib"]
            : ["libtorch_global_deps.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so"];

    private static nint s_core;

    /// <summary>The folder that the user named, or null.</summary>
    internal static string? Named { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>Why that folder is of no use, or null.</summary>
    internal static string? Problem { get; private set; }

    /// <summary>The library that the rest of libtorch hangs on.</summary>
    /// <exception cref="DllNotFoundException">It is not there.</exception>
    internal static nint Core => s_core != 0 || NativeLibrary.TryLoad(CoreName, typeof(torch).Assembly, null, out s_core)
        ? s_core
        : throw new DllNotFoundException($"there is no {Parts[1]}");

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp loads its library when it is first touched, wherever that is.")]
    internal static void Prepare()
    {
        ShortSpinning.Enable(); // its libraries read the environment when they are loaded
        string own = Path.Combine(AppContext.BaseDirectory, OwnFolder);
        if (Named is not null) { Problem = Beside() ?? Load(Named); }
        else if (Find(Parts[1]) is null && Directory.Exists(own)) { Problem = Load(own); }
        // Asked only where the library does not load as it is.
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name switch
        {
            CoreName => s_core,
            TorchSharpLibrary.Name when OperatingSystem.IsLinux() => TorchSharpLibrary.Weakened,
            _ => 0,
        };
    }

    /// <summary>The file of that name where the host looks for native libraries, or null.</summary>
    internal static string? Find(string name) =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Major and minor version of a libtorch, or null: it is too old to say so.</summary>
    internal static unsafe string? VersionOf(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out nint export)) { return null; }
        ulong version = ((delegate* unmanaged<ulong>)export)();
        return string.Create(CultureInfo.InvariantCulture, $"{version >> 56}.{(version >> 48) & byte.MaxValue}");
    }

    // Two in one process end it.
    private static string? Beside() => Find(Parts[1]) is { } file
        ? $"{Variable}={Named}: the program has a libtorch of its own, {file}, which goes first; leave the reference to the package libtorch-cpu-<platform> out"
        : null;

    // Whatever needs a library by its name is given the one that is loaded already.
    private static string? Load(string folder)
    {
        string[] found = [.. Parts.Select(part => Path.Combine(folder, part)).Where(File.Exists)];
        if (!found.Contains(Path.Combine(folder, Parts[1])))
        {
            return $"{Variable}={folder}: there is no {Parts[1]}; name the folder with it, for example torch/lib of a PyTorch {TorchRuntime.Needed} installation";
        }
        try
        {
            foreach (string file in found)
            {
                nint library = NativeLibrary.Load(file);
                if (Path.GetFileName(file) == Parts[1]) { s_core = library; }
            }
            return VersionOf(s_core) is var version && version == TorchRuntime.Needed ? null
                : $"{folder}: libtorch {version ?? $"before {TorchRuntime.Needed}"}; expected {TorchRuntime.Needed}";
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException) { return $"{folder}: libtorch cannot be loaded: {e.Message.TrimEnd().Split('\n')[^1]}"; }
    }
}
