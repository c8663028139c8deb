using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch.Optim;

/// <summary>Limits gradients: torch.nn.utils.clip_grad_norm_.</summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients together so that their joint 2-norm is at most <paramref name="maximum"/>.</summary>
    /// <returns>The norm before.</returns>
    public static double ClipNorm(IEnumerable<Tensor> parameters, double maximum)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using NoGrad pause = NoGrad.Enter();
        using TensorScope scope = TensorScope.Enter();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.Grad).OfType<Tensor>()];
        if (gradients.Length == 0) { return 0; }
        double sum = 0;
        foreach (Tensor norm in Operators.ForeachNorm.CallMany(gradients.Length, gradients, 2))
        {
            sum += Math.Pow(norm.ToDouble(), 2);
        }
        double total = Math.Sqrt(sum);
        double factor = maximum / (total + 1e-6);
        if (factor < 1) { Operators.ForeachMulInPlace.Run(gradients, factor); }
        return total;
    }
}
