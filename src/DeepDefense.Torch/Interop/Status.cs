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
    private const string Interpreter = "The following operation failed in the TorchScript interpreter.", Cause = "RuntimeError: ";

    /// <summary>Turns a failure into an exception whose message begins with what was attempted.</summary>
    internal static unsafe void Check(this Status status, string attempt)
    {
        if (status != Status.Ok)
        {
            string reason = Marshal.PtrToStringUTF8((nint)Native.LastError()) ?? "";
            throw new TorchException($"{attempt}: {FirstLines(reason)}", status == Status.OutOfMemory);
        }
    }

    // libtorch appends what the user cannot act on (schema dumps, C++ frames) after the first paragraph; the interpreter of
    // TorchScript puts its own traceback before it.
    private static string FirstLines(string reason)
    {
        int cause = reason.StartsWith(Interpreter, StringComparison.Ordinal) ? reason.LastIndexOf(Cause, StringComparison.Ordinal) : -1;
        if (cause >= 0) { reason = reason[(cause + Cause.Length)..]; }
        int end = reason.IndexOf("\nException raised from", StringComparison.Ordinal);
        return (end < 0 ? reason : reason[..end]).TrimEnd();
    }
}
