using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>TorchSharp's script modules and scopes: what it makes of their tensors belongs to whatever scope is open.</summary>
internal static class LoadedScript
{
    /// <summary>What <see cref="Answer"/> gives for a value that TorchSharp has no type for, in words.</summary>
    internal static readonly object Unnamed = "neither a tensor nor a tuple or list of tensors";

    private const int LongestReason = 200;

    /// <summary>Loads an archive; its tensors outlive the scope that is open.</summary>
    /// <exception cref="ExternalException">libtorch does not read it.</exception>
    internal static jit.ScriptModule Load(byte[] archive, Device device)
    {
        jit.ScriptModule module = jit.load(archive, device);
        foreach ((_, TorchSharp.Modules.Parameter parameter) in module.named_parameters()) { parameter.DetachFromDisposeScope(); }
        foreach ((_, Tensor buffer) in module.named_buffers()) { buffer.DetachFromDisposeScope(); }
        return module;
    }

    /// <summary>Runs a module on a tensor: its forward, or another method.</summary>
    /// <exception cref="ExternalException">It fails; the message is libtorch's.</exception>
    /// <exception cref="ModelFormatException">It gives something else than one tensor; the message says what.</exception>
    [SuppressMessage("Usage", "CA2201", Justification = "What TorchSharp throws, in words that a terminal can show.")]
    internal static Tensor Call(jit.ScriptModule module, Tensor input, string? method = null)
    {
        object? output;
        try { output = Answer(module, input, method); }
        catch (ExternalException e) { throw new ExternalException(Brief(e.Message), e); }
        return output as Tensor ?? throw new ModelFormatException($"the network gives {(output is null ? "nothing" : output == Unnamed ? Unnamed : "several values")}, not one tensor");
    }

    /// <summary>What a module gives for a tensor: its forward, or another method; <see cref="Unnamed"/> where TorchSharp has no type for it, as of
    /// texts and dictionaries.</summary>
    /// <exception cref="ExternalException">It fails; the message is libtorch's.</exception>
    internal static object? Answer(jit.ScriptModule module, Tensor input, string? method)
    {
        try { return method is null ? module.call(input) : module.invoke(method, input); }
        catch (Exception e) when (e is NotImplementedException or ArgumentOutOfRangeException) { return Unnamed; }
    }

    /// <summary>The words of libtorch that say what is wrong, without where, in one line.</summary>
    internal static string Brief(string error)
    {
        const string Mark = "RuntimeError: ";
        string reason = ScriptTrial.Reason(error);
        reason = reason[(reason.LastIndexOf(Mark, StringComparison.Ordinal) is >= 0 and int at ? at + Mark.Length : 0)..];
        return reason.Length > LongestReason ? reason[..LongestReason] + " ..." : reason;
    }

    /// <summary>A text without what a terminal obeys instead of showing it, as a network could make its errors say it.</summary>
    internal static string Printable(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i] is '\n' or '\t' || !(char.IsControl(from[i]) || char.GetUnicodeCategory(from[i]) == UnicodeCategory.Format) ? from[i] : '?';
        }
    });

    /// <summary>Frees a module. TorchSharp makes new handles of its tensors as it does so, and leaves some to the garbage collector.</summary>
    internal static void Free(jit.ScriptModule module)
    {
        using DisposeScope scope = NewDisposeScope();
        module.Dispose();
    }
}
