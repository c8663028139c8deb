using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch;

/// <summary>While it is open, operators on this thread compute in the chosen precision.</summary>
public readonly ref struct Autocast : IDisposable
{
    private readonly Device _device;
    private readonly int _previous;

    private Autocast(Device device, int previous) => (_device, _previous) = (device, previous);

    /// <summary>Chooses the precision until disposal.</summary>
    public static Autocast Enter(Device device, Precision precision)
    {
        int enabled = precision == Precision.BFloat16 ? 1 : 0;
        Native.Autocast(device.IsCuda ? 1 : 0, enabled, (int)ScalarType.BFloat16, out int previous).Check("set autocast");
        return new Autocast(device, previous);
    }

    /// <summary>Sets the precision back to what it was, and forgets cached casts of weights.</summary>
    public void Dispose() =>
        Native.Autocast(_device.IsCuda ? 1 : 0, _previous, (int)ScalarType.BFloat16, out _).Check("reset autocast");
}
