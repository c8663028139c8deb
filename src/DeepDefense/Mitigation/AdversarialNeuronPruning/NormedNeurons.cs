using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Mitigation.AdversarialNeuronPruning;

/// <summary>The neurons of a network: the channels of its batch norms, found by the names of their parameters and running statistics, so that
/// TorchScript has them too.</summary>
internal sealed class NormedNeurons : IDisposable
{
    private const string Mean = ".running_mean";
    private readonly Norm[] _norms;
    private readonly KeptValues _statistics;

    /// <exception cref="ArgumentException">The network has none.</exception>
    internal NormedNeurons(nn.Module network)
    {
        Dictionary<string, Parameter> parameters = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        _norms = [.. network.named_buffers().Where(entry => entry.name.EndsWith(Mean, StringComparison.Ordinal))
            .Select(entry => entry.name[..^Mean.Length])
            .Where(path => parameters.ContainsKey($"{path}.weight") && parameters.ContainsKey($"{path}.bias"))
            .Select(path => new Norm(path, parameters[$"{path}.weight"], parameters[$"{path}.bias"]))];
        Count = _norms.Sum(norm => norm.Channels);
        if (Count == 0)
        {
            throw new ArgumentException("adversarial neuron pruning prunes channels of batch norms; this network has none with a weight and a bias: fine-tuning needs none", nameof(network));
        }
        _statistics = new KeptValues(network.named_buffers().Select(entry => entry.buffer));
    }

    /// <summary>N.</summary>
    internal int Count { get; }

    /// <summary>The place of each neuron, in order.</summary>
    internal IEnumerable<(string Norm, int Channel)> Places =>
        _norms.SelectMany(norm => Enumerable.Range(0, norm.Channels).Select(channel => (norm.Path, channel)));

    /// <summary>Sets weights and biases to what they were at first, times factors.</summary>
    /// <param name="weights">(N).</param>
    /// <param name="biases">(N).</param>
    internal void Scale(Tensor weights, Tensor biases)
    {
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        int start = 0;
        foreach (Norm norm in _norms)
        {
            norm.Weight.copy_(norm.FirstWeight * weights.narrow(0, start, norm.Channels));
            norm.Bias.copy_(norm.FirstBias * biases.narrow(0, start, norm.Channels));
            start += norm.Channels;
        }
    }

    /// <summary>Sets weights and biases to what they were at first.</summary>
    internal void Reset()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor whole = torch.ones(Count, device: _norms[0].Weight.device);
        Scale(whole, whole);
    }

    /// <summary>Derivatives of a loss by the factors of <see cref="Scale"/>.</summary>
    /// <param name="loss">A scalar that was computed since.</param>
    /// <returns>(N) each.</returns>
    internal (Tensor Weights, Tensor Biases) Gradients(Tensor loss)
    {
        IReadOnlyList<Tensor> slopes = Derivatives.Of(loss, [.. _norms.Select(norm => norm.Weight), .. _norms.Select(norm => norm.Bias)]);
        using IDisposable pause = torch.no_grad();
        return (torch.cat([.. _norms.Select((norm, i) => slopes[i] * norm.FirstWeight)]),
            torch.cat([.. _norms.Select((norm, i) => slopes[_norms.Length + i] * norm.FirstBias)]));
    }

    /// <summary>Leaves the weights as they are scaled last, and brings the running statistics back to what they were at first.</summary>
    public void Dispose()
    {
        foreach (Norm norm in _norms) { norm.Dispose(); }
        _statistics.Dispose();
    }

    private static Tensor Copy(Parameter parameter)
    {
        using IDisposable pause = torch.no_grad();
        return parameter.clone().DetachFromDisposeScope();
    }

    private sealed class Norm(string path, Parameter weight, Parameter bias) : IDisposable
    {
        internal string Path => path;

        internal Parameter Weight => weight;

        internal Parameter Bias => bias;

        internal int Channels => (int)weight.numel();

        internal Tensor FirstWeight { get; } = Copy(weight);

        internal Tensor FirstBias { get; } = Copy(bias);

        public void Dispose()
        {
            FirstWeight.Dispose();
            FirstBias.Dispose();
        }
    }
}
