using System.Runtime.InteropServices;

namespace DeepDefense.Torch.Interop;

/// <summary>What every native function returns (dd_status).</summary>
internal enum Status
{
    Ok,
    InvalidArgument,
    OutOfMemory,
    TorchFailure,
    Unexpected,
}

internal static class StatusExtensions
{
    /// <summary>Turns a failure into an exception whose message begins with what was attempted.</summary>
    internal static unsafe void Check(this Status status, string attempt)
    {
        if (status != Status.Ok)
        {
            string reason = Marshal.PtrToStringUTF8((nint)Native.LastError()) ?? "";
            throw new TorchException($"{attempt}: {FirstLines(reason)}", status == Status.OutOfMemory);
        }
    }

    // libtorch appends what the user cannot act on (schema dumps, C++ frames) after the first paragraph.
    private static string FirstLines(string reason)
    {
        int end = reason.IndexOf("\nException raised from", StringComparison.Ordinal);
        return (end < 0 ? reason : reason[..end]).TrimEnd();
    }
}
