using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch;

/// <summary>While it is open, operators on this thread are not recorded for backward.</summary>
public readonly ref struct NoGrad : IDisposable
{
    private readonly int _previous;

    private NoGrad(int previous) => _previous = previous;

    /// <summary>Stops the recording until disposal.</summary>
    public static NoGrad Enter()
    {
        Native.GradMode(0, out int previous).Check("stop recording");
        return new NoGrad(previous);
    }

    /// <summary>Sets the recording back to what it was.</summary>
    public void Dispose() => Native.GradMode(_previous, out _).Check("resume recording");
}
