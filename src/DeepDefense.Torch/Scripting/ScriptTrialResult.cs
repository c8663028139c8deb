namespace DeepDefense.Torch.Scripting;

/// <summary>What came of the inputs that were tried: in their order, up to the first that passed.</summary>
/// <param name="Outputs">One an input that was tried.</param>
public sealed record ScriptTrialResult(IReadOnlyList<ScriptTrialOutput> Outputs)
{
    /// <summary>The first that passed, or null: none did.</summary>
    public ScriptTrialOutput? Passed => Outputs.FirstOrDefault(output => output.Passed);
}
