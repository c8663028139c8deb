using System.Runtime.InteropServices;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>A foreign network that noise is sent through.</summary>
internal interface ITrialNetwork : IDisposable
{
    /// <summary>Tensors that it keeps from one call to the next.</summary>
    public IEnumerable<Tensor> Buffers { get; }

    /// <summary>What it gives.</summary>
    /// <param name="input">The noise.</param>
    /// <param name="output">Which of several values, or null: the only one.</param>
    /// <exception cref="ExternalException">It fails.</exception>
    /// <exception cref="ModelFormatException">It fails.</exception>
    public object? Answer(Tensor input, string? output);

    /// <summary>Has it behave as in training or in use.</summary>
    public void Train(bool training);
}
