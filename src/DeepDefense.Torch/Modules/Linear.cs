namespace DeepDefense.Torch.Modules;

/// <summary>Fully connected layer: torch.nn.Linear.</summary>
public sealed class Linear : Module
{
    /// <summary>Builds the layer.</summary>
    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    /// <param name="init">Seed and device.</param>
    /// <param name="weights">First values of the weight; with one given, the bias starts at 0. Default PyTorch's.</param>
    public Linear(int inputs, int outputs, Init init, Initialization? weights = null)
    {
        Tensor weight = Tensor.Zeros(outputs, inputs);
        Tensor bias = Tensor.Zeros(outputs);
        (weights ?? Initializations.Default)(weight, init.Seed.For("weight"));
        if (weights is null)
        {
            double bound = 1 / Math.Sqrt(inputs);
            bias.FillUniform(-bound, bound, init.Seed.For("bias"));
        }
        Weight = AddParameter("weight", weight, init.Device);
        Bias = AddParameter("bias", bias, init.Device);
    }

    /// <summary>(O, I).</summary>
    public Tensor Weight { get; }

    /// <summary>(O).</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => Functional.Linear(input, Weight, Bias);
}
