using DeepDefense.Torch;

namespace DeepDefense.Mitigation.AdversarialUnlearning;

/// <summary>The gradient of an outer loss that depends on the weights also through the perturbation, which an inner loss has at its minimum.
/// The perturbation d is a fixed point of F(d) = d - r dI/dd, so that v = (dF/dd)' v + dO/dd, iterated from 0, gives what the weights
/// do to the outer loss by way of d: (dF/dw)' v (Grazzi et al. 2020).</summary>
internal static class Hypergradient
{
    /// <summary>A scalar of the value of the outer loss whose derivative by the weights is the whole gradient.</summary>
    /// <param name="outer">O, a scalar.</param>
    /// <param name="inner">I, a scalar.</param>
    /// <param name="perturbation">d, a leaf that both were computed from.</param>
    /// <param name="rate">r.</param>
    /// <param name="steps">K, of the iteration.</param>
    internal static Tensor Of(Tensor outer, Tensor inner, Tensor perturbation, double rate, int steps)
    {
        Tensor slope = Derivatives.Of(inner, [perturbation], isDerivedAgain: true)[0];
        Tensor direct = Derivatives.Of(outer, [perturbation], keepsGraph: true)[0], v = torch.zeros_like(direct);
        for (int step = 0; step < steps; step++)
        {
            v = v - (Derivatives.Of((slope * v).sum(), [perturbation], keepsGraph: true)[0] * rate) + direct;
        }
        Tensor indirect = (slope * v).sum() * -rate;
        return outer + indirect - indirect.detach();
    }
}
