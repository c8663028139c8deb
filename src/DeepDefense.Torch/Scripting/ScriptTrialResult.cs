namespace DeepDefense.Torch.Scripting;

/// <summary>What came of the inputs that were tried: in their order, up to the first that passed.</summary>
/// <param name="Outputs">One an input that was tried.</param>
/// <param name="BFloat16">Why the network does not take bfloat16 there, in a few words, or null: it does, or was not asked.</param>
public sealed record ScriptTrialResult(IReadOnlyList<ScriptTrialOutput> Outputs, string? BFloat16 = null)
{
    /// <summary>The first that passed, or null: none did.</summary>
    public ScriptTrialOutput? Passed => Outputs.FirstOrDefault(output => output.Passed);
}
