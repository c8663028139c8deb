using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

/// <summary>A network filled, fed and trained as network() of tests/oracle/make_numbers.py does it, and the numbers
/// that came out there.</summary>
internal sealed class NetworkOracle : IDisposable
{
    private const int Samples = 256;
    private const double Tolerance = 1e-6; // both sides compute in float64, the file is in float32
    private readonly Safetensors _file;
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly Tensor _images, _labels;

    internal NetworkOracle(string name, nn.Module<Tensor, Tensor> network, long[] shape, Func<double, double> pixel, int classes)
    {
        _network = (nn.Module<Tensor, Tensor>)network.to(ScalarType.Float64);
        _file = Numbers.Oracle($"network-{name}.safetensors");
        Fill(_network);
        _images = Array.ConvertAll(Numbers.Uniform("input", shape), u => (double)(float)pixel(u)).ToTensor(shape).DetachFromDisposeScope();
        long[] labels = [.. Enumerable.Range(0, (int)shape[0]).Select(i => (long)(i % classes))];
        _labels = labels.ToTensor([shape[0]]).DetachFromDisposeScope();
    }

    /// <summary>The seed does not matter: all parameters are overwritten.</summary>
    internal static Init Anything => new(new Seed(1), torch.CPU);

    public void Dispose()
    {
        _network.Dispose();
        _file.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }

    internal void LogitsShouldAgree() => LogitsShouldAgree("logits");

    internal void GradientsShouldAgree()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        nn.functional.cross_entropy(_network.forward(_images), _labels).backward();
        foreach ((string name, Tensor parameter) in _network.named_parameters())
        {
            double[] gradient = parameter.grad!.ToArray<double>();
            int stride = (gradient.Length + Samples - 1) / Samples;
            float[] expected = _file.Tensors[$"grad/{name}"].ToArray<float>();
            double norm = _file.Tensors[$"norm/{name}"].ToNumber();
            double[] sampled = [.. gradient.Where((_, i) => i % stride == 0)];
            Norm(gradient).ShouldBe(norm, Tolerance * norm, $"norm of {name}");
            (Norm(sampled.Zip(expected, (a, e) => a - e)) < Tolerance * Norm(expected.Select(e => (double)e))).ShouldBeTrue($"gradient of {name}");
        }
    }

    /// <summary>After three steps.</summary>
    internal void LogitsAfterTrainingShouldAgree(bool training)
    {
        Train(_network, _images, _labels, steps: 3);
        _network.train(training);
        LogitsShouldAgree($"trained/{(training ? "train" : "eval")}");
    }

    /// <summary>Takes steps of SGD on one batch.</summary>
    internal static void Train(nn.Module<Tensor, Tensor> network, Tensor images, Tensor labels, int steps)
    {
        Parameter[] parameters = [.. network.parameters()];
        using SGD optimizer = optim.SGD(parameters, 0.01, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            nn.functional.cross_entropy(network.forward(images), labels).backward();
            optimizer.step();
            foreach (Parameter parameter in parameters) { parameter.grad = null; }
        }
    }

    private static double Norm(IEnumerable<double> numbers) => Math.Sqrt(numbers.Sum(number => number * number));

    private static void Fill(nn.Module<Tensor, Tensor> network)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        network.LoadState(network.State()
            .ToDictionary(entry => entry.Name, entry => First(entry.Name, entry.Tensor.shape)));
    }

    // fill() of make_numbers.py.
    private static Tensor First(string name, ReadOnlySpan<long> shape)
    {
        bool vector = shape.Length == 1;
        double[] numbers = Numbers.Uniform(name, shape);
        double bound = Math.Sqrt(3.0 / (numbers.Length / shape[0]));
        Func<double, double> first = name switch
        {
            _ when name.EndsWith("running_var", StringComparison.Ordinal) => u => 0.5 + u,
            _ when vector && name.EndsWith("weight", StringComparison.Ordinal) => u => 0.5 + u,
            _ when vector => u => 0.2 * (u - 0.5),
            _ => u => (2 * u - 1) * bound,
        };
        return Array.ConvertAll(numbers, u => (double)(float)first(u)).ToTensor(shape);
    }

    private void LogitsShouldAgree(string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        float[] expected = _file.Tensors[name].ToArray<float>();
        float[] actual = _network.forward(_images).to(ScalarType.Float32).ToArray<float>();
        Numbers.ShouldAgree<float>(actual, expected, Tolerance, name);
    }
}
