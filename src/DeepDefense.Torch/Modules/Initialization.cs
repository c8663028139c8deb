namespace DeepDefense.Torch.Modules;

/// <summary>Fills a weight with its first values.</summary>
/// <param name="weight">(O, I) of a linear layer or (O, I / groups, kH, kW) of a convolution; nothing is recorded.</param>
/// <param name="seed">Where the values come from.</param>
public delegate void Initialization(Tensor weight, Seed seed);

/// <summary>The usual ways to fill a weight, under PyTorch's names (torch.nn.init).</summary>
public static class Initializations
{
    /// <summary>PyTorch's default of convolutions and linear layers: uniform within 1 / sqrt(fan in).</summary>
    public static void Default(Tensor weight, Seed seed)
    {
        double bound = 1 / Math.Sqrt(FanIn(weight));
        Uniform(weight, bound, seed);
    }

    /// <summary>Normal with deviation sqrt(2 / fan in), for layers followed by ReLU (He et al. 2015).</summary>
    public static void KaimingNormal(Tensor weight, Seed seed) => Normal(weight, Math.Sqrt(2.0 / FanIn(weight)), seed);

    /// <summary>Uniform within sqrt(3 / fan in): Caffe's "xavier" filler.</summary>
    public static void Xavier(Tensor weight, Seed seed) => Uniform(weight, Math.Sqrt(3.0 / FanIn(weight)), seed);

    /// <summary>Normal with a given deviation: Caffe's "gaussian" filler.</summary>
    public static Initialization Gaussian(double deviation) => (weight, seed) => Normal(weight, deviation, seed);

    /// <summary>Inputs of one output: the product of all sizes but the first.</summary>
    internal static long FanIn(Tensor weight) => weight.numel() / weight.shape[0];

    /// <summary>Uniform within a bound on both sides of 0.</summary>
    internal static void Uniform(Tensor weight, double bound, Seed seed)
    {
        using Generator generator = seed.Generator();
        weight.uniform_(-bound, bound, generator);
    }

    private static void Normal(Tensor weight, double deviation, Seed seed)
    {
        using Generator generator = seed.Generator();
        weight.normal_(0, deviation, generator);
    }
}
