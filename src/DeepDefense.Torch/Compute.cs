using DeepDefense.Torch.Distributed;

namespace DeepDefense.Torch;

/// <summary>Where and in what numbers to compute.</summary>
/// <param name="Device">The processor or a CUDA device.</param>
/// <param name="Precision">float32, or bfloat16 where autocast finds it safe.</param>
public sealed record Compute(Device Device, Precision Precision)
{
    /// <summary>Whether the numbers were left to us: then a model that does not take bfloat16 is computed in float32, and trained steganalysers may score in
    /// eight bits. Default false: the precision was asked for by name, and a model that does not take it is an error.</summary>
    public bool IsAuto { get; init; }

    /// <summary>Whether trained steganalysers score in eight bits: the processor multiplies them fastest.</summary>
    public bool ScoresInInt8 => IsAuto && Device.type == DeviceType.CPU && TorchRuntime.CpuIsFasterInInt8;

    /// <summary>The numbers in words, e.g. <c>Float32</c>, or <c>BFloat16, scores in Int8</c>.</summary>
    public string Numbers => ScoresInInt8 ? $"{Precision}, scores in Int8" : Precision.ToString();

    /// <summary>The processes that divide the work. Default this one alone.</summary>
    public ProcessGroup Group { get; init; } = ProcessGroup.Alone;

    /// <summary>What suits this machine: bfloat16 where the processor multiplies it faster than float32, and on every other device.
    /// The kind of processor tells, not a measurement, which another load could turn: a run must go on in the numbers that it began
    /// in.</summary>
    public static Compute Auto(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new(device, device.type != DeviceType.CPU || TorchRuntime.CpuIsFasterInBFloat16 ? Precision.BFloat16 : Precision.Float32) { IsAuto = true };
    }

    /// <summary>Opens autocast in this precision until disposal.</summary>
    public Autocast Enter() => Autocast.Enter(Device, Precision);
}
