using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch.Optim;

/// <summary>Stochastic gradient descent with momentum: torch.optim.SGD.</summary>
public sealed class Sgd : Optimizer
{
    private readonly double _momentum;
    private readonly bool _nesterov;

    /// <summary>Builds the optimizer.</summary>
    /// <param name="groups">What to move.</param>
    /// <param name="momentum">Share of the last move that goes on, in [0, 1).</param>
    /// <param name="nesterov">Whether to look ahead along the momentum.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is out of range.</exception>
    public Sgd(IReadOnlyList<ParameterGroup> groups, double momentum = 0.9, bool nesterov = false)
        : base(Checked(groups, momentum), "momentum") => (_momentum, _nesterov) = (momentum, nesterov);

    private protected override void Update(Tensor[] parameters, Tensor[] gradients, Tensor[][] state,
        double learningRate, double weightDecay)
    {
        Tensor[] moves = weightDecay == 0
            ? gradients
            : Operators.ForeachAdd.CallMany(gradients.Length, gradients, parameters, weightDecay);
        Tensor[] momentum = state[0];
        Operators.ForeachMulInPlace.Run(momentum, _momentum);
        Operators.ForeachAddInPlace.Run(momentum, moves, 1);
        Tensor[] steps = _nesterov ? Operators.ForeachAdd.CallMany(moves.Length, moves, momentum, _momentum) : momentum;
        Operators.ForeachAddInPlace.Run(parameters, steps, -learningRate);
    }

    // Before the state is made, so that a refusal leaves nothing behind.
    private static IReadOnlyList<ParameterGroup> Checked(IReadOnlyList<ParameterGroup> groups, double momentum) =>
        momentum is >= 0 and < 1
            ? groups
            : throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "must lie in [0, 1)");
}
