namespace DeepDefense.Torch;

/// <summary>Where and in what numbers to compute.</summary>
/// <param name="Device">The processor or a CUDA device.</param>
/// <param name="Precision">float32, or bfloat16 where autocast finds it safe.</param>
public sealed record Compute(Device Device, Precision Precision)
{
    // A near tie must not be decided anew, and otherwise, at each start.
    private const double ClearlyFaster = 1.25;
    private const int Tries = 3;

    /// <summary>What suits this machine: bfloat16 on CUDA, and on processors that are clearly faster in it. That a
    /// processor has bfloat16 instructions does not say so: Intel's without AMX take longer than in float32, AMD's half
    /// as long. So both are timed, on a convolution of a few milliseconds.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="time">The clock.</param>
    public static Compute Auto(Device device, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        bool suits = device.IsCuda || (TorchRuntime.CpuHasBFloat16
            && Seconds(Precision.Float32, time) > ClearlyFaster * Seconds(Precision.BFloat16, time));
        return new Compute(device, suits ? Precision.BFloat16 : Precision.Float32);
    }

    /// <summary>Opens autocast in this precision until disposal.</summary>
    public Autocast Enter() => Autocast.Enter(Device, Precision);

    // The shortest of a few tries, after one that prepares kernels.
    private static double Seconds(Precision precision, TimeProvider time)
    {
        using TensorScope scope = TensorScope.Enter();
        using NoGrad pause = NoGrad.Enter();
        using Autocast autocast = Autocast.Enter(Device.Cpu, precision);
        Tensor images = Tensor.Zeros(64, 64, 16, 16).Contiguous(MemoryFormat.ChannelsLast);
        Tensor kernels = Tensor.Zeros(64, 64, 3, 3);
        double shortest = double.PositiveInfinity;
        for (int i = 0; i <= Tries; i++)
        {
            long start = time.GetTimestamp();
            Functional.Conv2d(images, kernels, padding: 1);
            double seconds = time.GetElapsedTime(start).TotalSeconds;
            if (i > 0) { shortest = Math.Min(shortest, seconds); }
        }
        return shortest;
    }
}
