using System.Diagnostics;
using DeepDefense.Models;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Bench;

/// <summary>One thing that is timed: a training step or an inference pass over one batch of random pixels.</summary>
/// <param name="Name">The network and what is done with it; pytorch.py has the same names.</param>
/// <param name="Batch">Images a call.</param>
/// <param name="Training">Whether a step is taken, or only a forward pass.</param>
/// <param name="Build">Makes the network.</param>
internal sealed record Workload(string Name, int Batch, bool Training, Func<Init, nn.Module<Tensor, Tensor>> Build)
{
    private const int Side = 32;

    /// <summary>Whether a WISERNet scores in eight bits. Default false.</summary>
    internal bool InInt8 { get; init; }

    /// <summary>The workloads with the network in a given form.</summary>
    /// <param name="wisernet">How WISERNet is built: as a PyTorch user would, or our way.</param>
    /// <param name="inInt8">Whether it scores in eight bits.</param>
    internal static Workload[] All(WiserNetOptions wisernet, bool inInt8) =>
    [
        new("preactresnet18-64 train", 128, true, init => new PreActResNet(10, 64, init)),
        new("preactresnet18-32 train", 128, true, init => new PreActResNet(10, 32, init)),
        new("wisernet train", 64, true, init => new WiserNet(wisernet, init)),
        new("preactresnet18-64 infer", 256, false, init => new PreActResNet(10, 64, init)),
        new("wisernet infer", 256, false, init => new WiserNet(wisernet, init)) { InInt8 = inInt8 },
    ];

    /// <summary>Prepares the workload; each call of the result does it once and gives the seconds that it took.</summary>
    /// <param name="precision">The numbers to compute in.</param>
    internal Func<double> Prepare(Precision precision)
    {
        nn.Module<Tensor, Tensor> network = Build(new Init(new Seed(1), torch.CPU));
        network.train(Training);
        Func<Tensor, Tensor> forward = InInt8 ? new QuantizedWiserNet((WiserNet)network).Forward : network.forward;
        Parameter[] parameters = [.. network.parameters()];
        SGD optimizer = optim.SGD(parameters, 1e-4, 0.9, weight_decay: 5e-4, nesterov: true);
        byte[] pixels = new byte[Batch * 3 * Side * Side];
        RandomStream random = new Seed(2).Stream();
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = (byte)random.Next(256); }
        Tensor images = pixels.ToTensor([Batch, 3, Side, Side]);
        Tensor labels = torch.zeros(Batch, ScalarType.Int64);
        return () =>
        {
            long start = Stopwatch.GetTimestamp();
            using DisposeScope scope = torch.NewDisposeScope();
            if (Training)
            {
                TrainOnce(network, optimizer, images, labels, precision);
                foreach (Parameter parameter in parameters) { parameter.grad = null; }
            }
            else { InferOnce(forward, images, precision); }
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        };
    }

    private static void TrainOnce(nn.Module<Tensor, Tensor> network, SGD optimizer, Tensor images, Tensor labels, Precision precision)
    {
        Tensor loss;
        using (Autocast autocast = Autocast.Enter(torch.CPU, precision))
        {
            loss = nn.functional.cross_entropy(network.forward(images.to(ScalarType.Float32).ChannelsLast()), labels);
        }
        loss.backward();
        optimizer.step();
    }

    private static void InferOnce(Func<Tensor, Tensor> forward, Tensor images, Precision precision)
    {
        using IDisposable pause = torch.no_grad();
        using Autocast autocast = Autocast.Enter(torch.CPU, precision);
        forward(images.to(ScalarType.Float32).ChannelsLast()).to(ScalarType.Float32).ToArray<float>();
    }
}
