namespace DeepDefense.Torch.Scripting;

/// <summary>The name of a class or function, on its way to what it is for.</summary>
internal sealed record PickledName(string Module, string Name)
{
    internal bool IsClass => (Module == "__torch__" || Module.StartsWith("__torch__.", StringComparison.Ordinal)) && !Module.StartsWith("__torch__.torch.classes", StringComparison.Ordinal);
}

/// <summary>An object without its attributes.</summary>
internal sealed record PickledBeginning(PickledName Type);

/// <summary>The hooks of a tensor, of which there are none.</summary>
internal sealed record PickledHooks;
