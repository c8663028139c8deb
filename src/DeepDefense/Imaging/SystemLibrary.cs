using System.Runtime.InteropServices;

namespace DeepDefense.Imaging;

/// <summary>A shared library of the operating system that an image format needs.</summary>
/// <param name="file">Its file name, e.g. <c>libpng16.so.16</c>.</param>
/// <param name="package">The Debian package that has it.</param>
internal sealed class SystemLibrary(string file, string package)
{
    private readonly Lazy<bool> _isThere = new(() => NativeLibrary.TryLoad(file, out _));

    /// <summary>Makes sure that the library is there, so that its absence is told in words that help.</summary>
    /// <exception cref="DllNotFoundException">It is not; the message names the package to install.</exception>
    internal void Demand()
    {
        if (!_isThere.Value)
        {
            throw new DllNotFoundException(
                $"{file} is missing: install the Debian package {package} (apt-get install {package})");
        }
    }
}
