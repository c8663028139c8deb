using System.Text;

namespace DeepDefense.Tests.Imaging;

/// <summary>NumPy files put together byte by byte.</summary>
internal static class HandmadeNpy
{
    /// <param name="path">Where to.</param>
    /// <param name="type">E.g. <c>&lt;f4</c>.</param>
    /// <param name="shape">What stands between the brackets.</param>
    /// <param name="values">What follows the header.</param>
    /// <param name="order">Whether columns come first.</param>
    internal static string Write(string path, string type, string shape, byte[] values, string order = "False")
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {order}, 'shape': ({shape}), }}".PadRight(117) + "\n");
        File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. values]);
        return path;
    }
}
