namespace DeepDefense.Torch.Scripting;

/// <summary>TorchSharp's script modules and scopes: what it makes of their tensors belongs to whatever scope is open.</summary>
internal static class LoadedScript
{
    /// <summary>Loads an archive; its tensors outlive the scope that is open.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">libtorch does not read it.</exception>
    internal static jit.ScriptModule Load(byte[] archive, Device device)
    {
        jit.ScriptModule module = jit.load(archive, device);
        foreach ((_, TorchSharp.Modules.Parameter parameter) in module.named_parameters()) { parameter.DetachFromDisposeScope(); }
        foreach ((_, Tensor buffer) in module.named_buffers()) { buffer.DetachFromDisposeScope(); }
        return module;
    }

    /// <summary>Frees a module. TorchSharp makes new handles of its tensors as it does so, and leaves some to the garbage collector.</summary>
    internal static void Free(jit.ScriptModule module)
    {
        using DisposeScope scope = NewDisposeScope();
        module.Dispose();
    }
}
