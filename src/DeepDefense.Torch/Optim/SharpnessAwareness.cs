using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Optim;

/// <summary>Sharpness-aware minimization (Foret et al. 2021) with the adaptive neighbourhood of Kwon et al. 2021: a step follows the
/// gradient where, near the weights w, the loss is highest, to first order: at w + r w² g / |w g|, g the gradient at w. How far
/// that is from a weight is in proportion to the weight, so that large ones are moved, and so shrunk, most.</summary>
/// <param name="Radius">r, above 0.</param>
public sealed record SharpnessAwareness(double Radius)
{
    private const double Smallest = 1e-12;

    /// <summary>Moves the parameters of a network to where its loss is highest near them.</summary>
    /// <param name="network">Its parameters have gradients; those without one stay.</param>
    /// <returns>Brings parameters and buffers back when disposed: what is computed in between leaves no trace in running
    /// statistics.</returns>
    public IDisposable Climb(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        KeptValues kept = new(network.State().Select(entry => entry.Tensor));
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        (Parameter Parameter, Tensor Gradient)[] moved =
            [.. network.parameters().Where(parameter => parameter.grad is not null).Select(parameter => (parameter, parameter.grad!))];
        double norm = Math.Sqrt(moved.Sum(part => (part.Parameter * part.Gradient).square().sum().ToNumber()));
        foreach ((Parameter parameter, Tensor gradient) in moved)
        {
            parameter.add_(parameter.square() * gradient, Radius / (norm + Smallest));
        }
        return kept;
    }
}
