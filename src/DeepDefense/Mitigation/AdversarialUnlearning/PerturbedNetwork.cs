namespace DeepDefense.Mitigation.AdversarialUnlearning;

/// <summary>What a checkpoint holds: the network, which stays its owner's, and the perturbation of the round.</summary>
internal sealed class PerturbedNetwork : nn.Module
{
    internal PerturbedNetwork(nn.Module network, long[] shape, Device device)
        : base(nameof(PerturbedNetwork))
    {
        foreach ((string name, Parameter parameter) in network.named_parameters()) { register_parameter(name, parameter); }
        foreach ((string name, Tensor buffer) in network.named_buffers()) { register_buffer(name, buffer); }
        Perturbation = torch.zeros(shape, device: device).DetachFromDisposeScope();
        register_buffer("perturbation", Perturbation);
    }

    /// <summary>(1, 3, H, W), in normalised pixels.</summary>
    internal Tensor Perturbation { get; }

    protected override void Dispose(bool disposing)
    {
        // A module frees all that is registered in it; of this only the perturbation is its own.
        _internal_params.clear();
        _internal_buffers.clear();
        Perturbation.Dispose();
        base.Dispose(disposing);
    }
}
