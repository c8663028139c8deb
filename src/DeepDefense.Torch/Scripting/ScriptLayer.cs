namespace DeepDefense.Torch.Scripting;

/// <summary>A module inside a TorchScript module.</summary>
/// <param name="Name">Its path, e.g. <c>layer1.0.conv1</c>; empty for the whole.</param>
/// <param name="Type">The name of its class, e.g. <c>Conv2d</c>.</param>
public sealed record ScriptLayer(string Name, string Type);
