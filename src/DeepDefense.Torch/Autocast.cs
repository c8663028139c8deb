using DeepDefense.Torch.Loading;

namespace DeepDefense.Torch;

/// <summary>While it is open, operators on this thread compute in the chosen precision: <c>torch.autocast</c>.</summary>
public readonly ref struct Autocast : IDisposable
{
    private readonly DeviceType _device;
    private readonly bool _previous;

    private Autocast(DeviceType device, bool previous) => (_device, _previous) = (device, previous);

    /// <summary>Chooses the precision until disposal.</summary>
    public static Autocast Enter(Device device, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new Autocast(device.type, LibtorchExports.SetAutocast(device.type, precision == Precision.BFloat16));
    }

    /// <summary>Sets the precision back to what it was, and forgets cached casts of weights.</summary>
    public void Dispose() => LibtorchExports.SetAutocast(_device, _previous);
}
