namespace DeepDefense.Mitigation.AdversarialNeuronPruning;

/// <summary>What is learned: how much of each neuron stays, in [0, 1].</summary>
internal sealed class NeuronMask : nn.Module
{
    internal NeuronMask(int neurons, Device device)
        : base(nameof(NeuronMask))
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Values = (Parameter)nn.Parameter(torch.ones(neurons, device: device)).DetachFromDisposeScope();
        register_parameter("values", Values);
    }

    /// <summary>(N).</summary>
    internal Parameter Values { get; }

    /// <summary>Brings what a step moved out of [0, 1] back to its ends.</summary>
    internal void Clamp()
    {
        using IDisposable pause = torch.no_grad();
        Values.clamp_(0, 1);
    }
}
