using System.Runtime.InteropServices;

namespace DeepDefense.Imaging;

/// <summary>A shared library of the operating system that an image format needs.</summary>
public sealed class SystemLibrary
{
    private readonly Lazy<bool> _isThere;

    internal SystemLibrary(string file, string package)
    {
        (File, Package) = (file, package);
        _isThere = new Lazy<bool>(() => NativeLibrary.TryLoad(file, out _));
    }

    /// <summary>All that are used.</summary>
    public static IReadOnlyList<SystemLibrary> All => [TurboJpeg.Library, LibPng.Library];

    /// <summary>Its file name, e.g. <c>libpng16.so.16</c>.</summary>
    public string File { get; }

    /// <summary>The Debian package that has it.</summary>
    public string Package { get; }

    /// <summary>Whether it can be loaded.</summary>
    public bool IsThere => _isThere.Value;

    /// <summary>Makes sure that the library is there, so that its absence is told in words that help.</summary>
    /// <exception cref="DllNotFoundException">It is not; the message names the package to install.</exception>
    internal void Demand()
    {
        if (!IsThere)
        {
            throw new DllNotFoundException(
                $"{File} is missing: install the Debian package {Package} (apt-get install {Package})");
        }
    }
}
