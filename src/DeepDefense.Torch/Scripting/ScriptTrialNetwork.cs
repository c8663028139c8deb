namespace DeepDefense.Torch.Scripting;

/// <summary>TorchScript, as libtorch has loaded it.</summary>
internal sealed class ScriptTrialNetwork(jit.ScriptModule module) : ITrialNetwork
{
    /// <inheritdoc/>
    public IEnumerable<Tensor> Buffers => module.named_buffers().Select(entry => entry.buffer);

    /// <inheritdoc/>
    public object? Answer(Tensor input, string? output) => LoadedScript.Answer(module, input, output);

    /// <inheritdoc/>
    public void Train(bool training) => module.train(training);

    /// <inheritdoc/>
    public void Dispose() => module.Dispose();
}
