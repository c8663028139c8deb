namespace DeepDefense.Torch.Scripting;

/// <summary>A file that was looked through.</summary>
/// <param name="Program">What it holds, with a method for each of several outputs.</param>
/// <param name="Outputs">Those outputs; none: forward gives one tensor.</param>
/// <param name="Archive">What libtorch reads.</param>
internal sealed record OpenedScript(ScriptProgram Program, IReadOnlyList<ScriptOutput> Outputs, byte[] Archive);
