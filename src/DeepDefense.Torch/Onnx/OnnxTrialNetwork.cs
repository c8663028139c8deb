using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Onnx;

/// <summary>An ONNX graph in the process in which it is tried: it has one mode, and keeps nothing.</summary>
/// <param name="session">It.</param>
/// <param name="output">The output where none is named.</param>
internal sealed class OnnxTrialNetwork(OnnxSession session, string output) : ITrialNetwork
{
    /// <inheritdoc/>
    public IEnumerable<Tensor> Buffers => [];

    /// <inheritdoc/>
    public object? Answer(Tensor input, string? named) => session.Run(input, named ?? output);

    /// <inheritdoc/>
    public void Train(bool training)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
