using System.Globalization;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Diagnosis;

/// <summary>What can be said of libtorch, if it is there.</summary>
/// <param name="time">The clock of the calibration.</param>
internal sealed class TorchFindings(TimeProvider time)
{
    private const double Noticeable = 1.3;

    /// <summary>Which libtorch, and what it can do with so many threads.</summary>
    internal IEnumerable<Finding> All(int threads)
    {
        if (Load() is { } problem)
        {
            yield return problem;
            yield break;
        }
        yield return new Finding("libtorch", Health.Ok, $"{TorchRuntime.Version}, {TorchRuntime.LoadedFrom}");
        TorchRuntime.Threads = threads;
        yield return Finding.OkIf(threads <= Environment.ProcessorCount, "threads", $"{threads} for {Environment.ProcessorCount} usable processors",
            $"more threads than processors wait for each other: --threads {Environment.ProcessorCount}");
        yield return Devices();
        yield return Precision();
    }

    private static Finding? Load()
    {
        try
        {
            TorchRuntime.Initialize();
            return null;
        }
        catch (DllNotFoundException e)
        {
            return new Finding("libtorch", Health.Problem, e.Message, $"reinstall the program, or set {TorchRuntime.FolderVariable} to torch/lib of a PyTorch {TorchRuntime.Needed} installation");
        }
    }

    private static Finding Devices() => (TorchRuntime.CudaDevices, TorchRuntime.IsBuiltWithCuda) switch
    {
        ( > 0 and int devices, _) => new("devices", Health.Ok, $"cpu and {devices} CUDA devices"),
        (_, true) => new("devices", Health.Warning, "cpu; this libtorch has CUDA, but sees no device", "look at nvidia-smi: is there a driver, and does it see the GPU?"),
        _ => new("devices", Health.Ok, $"cpu; this libtorch is without CUDA: for --device cuda set {TorchRuntime.FolderVariable} to torch/lib of a PyTorch {TorchRuntime.Needed} installation with CUDA"),
    };

    private Finding Precision()
    {
        double single = Milliseconds(Torch.Precision.Float32);
        Precision chosen = Compute.Auto(torch.CPU).Precision;
        if (!TorchRuntime.CpuHasBFloat16) { return new Finding("precision", Health.Ok, string.Create(CultureInfo.InvariantCulture, $"a convolution takes {single:F1} ms in fp32; the processor has no bf16")); }
        double half = Milliseconds(Torch.Precision.BFloat16);
        (double taken, double left) = chosen == Torch.Precision.BFloat16 ? (half, single) : (single, half);
        return Finding.OkIf(taken < Noticeable * left, "precision",
            string.Create(CultureInfo.InvariantCulture, $"a convolution takes {single:F1} ms in fp32, {half:F1} ms in bf16; auto takes {(chosen == Torch.Precision.BFloat16 ? "bf16" : "fp32")}{(Compute.Auto(torch.CPU).ScoresInInt8 ? ", and int8 for the scores of detectors" : "")}"),
            $"try --precision {(chosen == Torch.Precision.BFloat16 ? "fp32" : "bf16")}, measure again if the machine is busy");
    }

    // The kind of convolution that the networks spend their time in: 64 images of 16 x 16, 64 channels to 64, 3 x 3. The best of a few.
    private double Milliseconds(Precision precision)
    {
        const int Rounds = 7;
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        Tensor input = torch.ones(64, 64, 16, 16).ChannelsLast(), weight = torch.full(64, 64, 3, 3, 0.1f).ChannelsLast();
        double best = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            long start = time.GetTimestamp();
            using (Autocast autocast = new Compute(torch.CPU, precision).Enter()) { nn.functional.conv2d(input, weight, padding: [1, 1]); }
            best = Math.Min(best, time.GetElapsedTime(start).TotalMilliseconds);
        }
        return best;
    }
}
