using System.Globalization;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Diagnosis;

/// <summary>What can be said of libtorch, if it is there.</summary>
/// <param name="time">The clock of the calibration.</param>
internal sealed class TorchFindings(TimeProvider time)
{
    private const double Noticeable = 1.3;

    /// <summary>The native library, and what it can do with so many threads.</summary>
    internal IEnumerable<Finding> All(int threads)
    {
        string? missing = Load();
        if (missing is not null)
        {
            yield return new Finding("native library", Health.Problem, missing, "apt-get install libtorch-dev libopenblas0-pthread, then build again (./deepdefense does both)");
            yield break;
        }
        yield return new Finding("native library", Health.Ok, $"libddtorch.so over libtorch {TorchRuntime.Version}, every operator found");
        TorchRuntime.Threads = threads;
        yield return Blas();
        yield return Finding.OkIf(threads <= Environment.ProcessorCount, "threads", $"{threads} for {Environment.ProcessorCount} usable processors",
            $"more threads than processors wait for each other: --threads {Environment.ProcessorCount}");
        yield return new Finding("devices", Health.Ok, TorchRuntime.CudaDevices > 0 ? $"cpu and {TorchRuntime.CudaDevices} CUDA devices" : "cpu; this libtorch sees no CUDA device");
        yield return Precision();
    }

    private static string? Load()
    {
        try
        {
            TorchRuntime.Initialize();
            return null;
        }
        catch (TorchException e)
        {
            string file = Path.Combine(AppContext.BaseDirectory, "libddtorch.so");
            string[] reasons = e.Message.Split('\n');
            // The loader tells of every place that it looked at; one of them matters.
            return File.Exists(file) ? Array.Find(reasons, line => line.StartsWith(file, StringComparison.Ordinal)) ?? reasons[0] : $"{file} is missing";
        }
    }

    // Debian's libblas.so.3 is the reference one, many times slower, until libopenblas0-pthread takes its place.
    private static Finding Blas()
    {
        const string Maps = "/proc/self/maps";
        string[] libraries = File.Exists(Maps) ? [.. File.ReadLines(Maps).Select(line => line.Split(' ')[^1]).Where(path => path.Contains(".so", StringComparison.Ordinal)).Distinct()] : [];
        string? fast = Array.Find(libraries, path => path.Contains("openblas", StringComparison.Ordinal) || path.Contains("mkl", StringComparison.Ordinal) || path.Contains("blis", StringComparison.Ordinal));
        string? other = Array.Find(libraries, path => Path.GetFileName(path).StartsWith("libblas", StringComparison.Ordinal));
        return Finding.OkIf(fast is not null || other is null, "BLAS", fast ?? (other is null ? "inside libtorch" : $"{other}, the slow reference one"), "apt-get install libopenblas0-pthread");
    }

    private Finding Precision()
    {
        double single = Milliseconds(Torch.Precision.Float32);
        Precision chosen = Compute.Auto(Device.Cpu).Precision;
        if (!TorchRuntime.CpuHasBFloat16) { return new Finding("precision", Health.Ok, string.Create(CultureInfo.InvariantCulture, $"a convolution takes {single:F1} ms in fp32; the processor has no bf16")); }
        double half = Milliseconds(Torch.Precision.BFloat16);
        (double taken, double left) = chosen == Torch.Precision.BFloat16 ? (half, single) : (single, half);
        return Finding.OkIf(taken < Noticeable * left, "precision",
            string.Create(CultureInfo.InvariantCulture, $"a convolution takes {single:F1} ms in fp32, {half:F1} ms in bf16; auto takes {(chosen == Torch.Precision.BFloat16 ? "bf16" : "fp32")}"),
            $"try --precision {(chosen == Torch.Precision.BFloat16 ? "fp32" : "bf16")}, measure again if the machine is busy");
    }

    // The kind of convolution that the networks spend their time in: 64 images of 16 x 16, 64 channels to 64, 3 x 3. The best of a few.
    private double Milliseconds(Precision precision)
    {
        const int Rounds = 7;
        using TensorScope scope = TensorScope.Enter();
        using NoGrad noGrad = NoGrad.Enter();
        Tensor input = Tensor.Full(1, [64, 64, 16, 16]).Contiguous(MemoryFormat.ChannelsLast), weight = Tensor.Full(0.1, [64, 64, 3, 3]).Contiguous(MemoryFormat.ChannelsLast);
        double best = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            long start = time.GetTimestamp();
            using (Autocast autocast = new Compute(Device.Cpu, precision).Enter()) { Functional.Conv2d(input, weight, padding: 1); }
            best = Math.Min(best, time.GetElapsedTime(start).TotalMilliseconds);
        }
        return best;
    }
}
