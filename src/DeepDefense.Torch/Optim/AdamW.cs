using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch.Optim;

/// <summary>Adam with decoupled weight decay: torch.optim.AdamW (Loshchilov and Hutter 2019).</summary>
/// <param name="groups">What to move.</param>
/// <param name="beta1">Memory of the mean gradient, in [0, 1). Default 0.9.</param>
/// <param name="beta2">Memory of the squared gradient, in [0, 1). Default 0.999.</param>
/// <param name="epsilon">Added to the denominator. Default 1e-8.</param>
public sealed class AdamW(IReadOnlyList<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999,
    double epsilon = 1e-8) : Optimizer(groups, "mean", "square")
{
    private protected override void Update(Tensor[] parameters, Tensor[] gradients, Tensor[][] state,
        double learningRate, double weightDecay)
    {
        if (weightDecay != 0) { Operators.ForeachMulInPlace.Run(parameters, 1 - learningRate * weightDecay); }
        (Tensor[] mean, Tensor[] square) = (state[0], state[1]);
        Operators.ForeachMulInPlace.Run(mean, beta1);
        Operators.ForeachAddInPlace.Run(mean, gradients, 1 - beta1);
        Operators.ForeachMulInPlace.Run(square, beta2);
        Operators.ForeachAddcmulInPlace.Run(square, gradients, gradients, 1 - beta2);

        Tensor[] denominator = Operators.ForeachSqrt.CallMany(square.Length, square);
        Operators.ForeachDivInPlace.Run(denominator, Math.Sqrt(1 - Math.Pow(beta2, Steps)));
        Operators.ForeachAddScalarInPlace.Run(denominator, epsilon);
        double step = -learningRate / (1 - Math.Pow(beta1, Steps));
        Operators.ForeachAddcdivInPlace.Run(parameters, mean, denominator, step);
    }
}
