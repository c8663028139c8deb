using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DeepDefense.Torch.Loading;

/// <summary>TorchSharp's native library where libstdc++ is older than GCC 13's: Debian 12, Ubuntu 22.04. It asks for the
/// version GLIBCXX_3.4.32, for a symbol that nothing in it refers to; a copy in memory is loaded in which that version is marked
/// weak: one byte, VER_FLG_WEAK.</summary>
internal static partial class TorchSharpLibrary
{
    /// <summary>As it is asked for.</summary>
    internal const string Name = "LibTorchSharp";

    private const string FileName = "libLibTorchSharp.so";
    private const byte Weak = 2;
    private static readonly byte[] Need = [0x42, 0xF8, 0x97, 0x02, 0, 0]; // vna_hash of "GLIBCXX_3.4.32", vna_flags
    private static readonly Lazy<nint> InMemory = new(Load);

    /// <summary>The library in memory, or 0: it is not there, or does not ask for that version.</summary>
    internal static nint Weakened => InMemory.Value;

    private static nint Load()
    {
        if (NativeLoading.Find(FileName) is not { } file) { return 0; }
        byte[] elf = File.ReadAllBytes(file);
        int at = elf.AsSpan().IndexOf(Need);
        if (at < 0) { return 0; }
        elf[at + sizeof(uint)] = Weak;
        // A library in memory has no folder beside which libtorch could lie: without this the system's would be taken.
        NativeLibrary.TryLoad(Path.Combine(Path.GetDirectoryName(file)!, "libtorch.so"), out _);
        int memory = CreateInMemory(FileName, 0);
        if (memory < 0) { return 0; }
        using (FileStream stream = new(new SafeFileHandle(memory, ownsHandle: false), FileAccess.Write)) { stream.Write(elf); }
        return NativeLibrary.TryLoad($"/proc/self/fd/{memory}", out nint handle) ? handle : 0;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateInMemory(string name, uint flags);
}
