using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests;

/// <summary>Numbers that tests compare with, and how.</summary>
internal static class Numbers
{
    /// <summary>A file that tests/oracle/make_numbers.py wrote.</summary>
    internal static string OraclePath(string file)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DeepDefense.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return Path.Combine(folder ?? ".", "tests", "oracle", file);
    }

    internal static Safetensors Oracle(string file) => Safetensors.Read(OraclePath(file));

    /// <summary>Numbers in [0, 1), multiples of 2^-24: uniform() of make_numbers.py.</summary>
    internal static double[] Uniform(string name, params ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long size in shape) { count *= size; }
        ulong seed = 0xCBF29CE484222325;
        foreach (byte letter in Encoding.UTF8.GetBytes(name)) { seed = (seed ^ letter) * 0x100000001B3; }
        double[] numbers = new double[count];
        for (int i = 0; i < numbers.Length; i++)
        {
            ulong z = seed + (ulong)(i + 1) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            numbers[i] = ((z ^ (z >> 31)) >> 40) / (double)(1 << 24);
        }
        return numbers;
    }

    /// <summary>A float64 tensor in [-1, 1).</summary>
    internal static Tensor Signed(string name, params ReadOnlySpan<long> shape) =>
        Array.ConvertAll(Uniform(name, shape), u => (2 * u) - 1).ToTensor(shape);

    /// <summary>Same shape, and no element further off than a share of the largest expected one.</summary>
    internal static void ShouldAgree(this Tensor actual, Tensor expected, double tolerance, string what)
    {
        actual.shape.ShouldBe(expected.shape, what);
        ShouldAgree(Doubles(actual), Doubles(expected), tolerance, what);
    }

    // Arrays are tensors too, to TorchSharp.
    [OverloadResolutionPriority(1)]
    internal static void ShouldAgree<T>(IReadOnlyList<T> actual, IReadOnlyList<T> expected, double tolerance,
        string what)
        where T : INumber<T>
    {
        actual.Count.ShouldBe(expected.Count, what);
        double scale = expected.Max(number => Math.Abs(double.CreateChecked(number)));
        LargestDifference(actual, expected).ShouldBeLessThanOrEqualTo(tolerance * scale, what);
    }

    /// <summary>The largest absolute difference; infinite where a number is not finite, which Max() would pass over and
    /// Shouldly take for small.</summary>
    internal static double LargestDifference<T>(IEnumerable<T> actual, IEnumerable<T> expected)
        where T : INumber<T> => actual.Zip(expected, (a, e) => double.CreateChecked(a - e))
            .Max(difference => double.IsFinite(difference) ? Math.Abs(difference) : double.PositiveInfinity);

    private static double[] Doubles(Tensor tensor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return tensor.to(ScalarType.Float64).ToArray<double>();
    }
}
