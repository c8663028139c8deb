using System.Runtime.InteropServices;

namespace DeepDefense.Torch.Interop;

/// <summary>Owns one native tensor.</summary>
internal sealed class TensorHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    internal static TensorHandle Own(nint tensor)
    {
        TensorHandle owner = new();
        owner.SetHandle(tensor);
        return owner;
    }

    protected override bool ReleaseHandle() => Native.TensorFree(handle) == Status.Ok;
}

/// <summary>Owns one native TorchScript module.</summary>
internal sealed class ScriptHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Native.ScriptFree(handle) == Status.Ok;
}
