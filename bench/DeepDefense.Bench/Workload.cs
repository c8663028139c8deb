using System.Diagnostics;
using DeepDefense.Models;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;

namespace DeepDefense.Bench;

/// <summary>One thing that is timed: a training step or an inference pass over one batch of random pixels.</summary>
/// <param name="Name">The network and what is done with it; pytorch.py has the same names.</param>
/// <param name="Batch">Images a call.</param>
/// <param name="Training">Whether a step is taken, or only a forward pass.</param>
/// <param name="Build">Makes the network.</param>
internal sealed record Workload(string Name, int Batch, bool Training, Func<Init, Module> Build)
{
    private const int Side = 32;

    /// <summary>The workloads with the network in a given form.</summary>
    /// <param name="wisernet">How WISERNet is built: as a PyTorch user would, or our way.</param>
    internal static Workload[] All(WiserNetOptions wisernet) =>
    [
        new("preactresnet18-64 train", 128, true, init => new PreActResNet(10, 64, init)),
        new("preactresnet18-32 train", 128, true, init => new PreActResNet(10, 32, init)),
        new("wisernet train", 64, true, init => new WiserNet(wisernet, init)),
        new("wisernet infer", 256, false, init => new WiserNet(wisernet, init)),
    ];

    /// <summary>Prepares the workload; each call of the result does it once and gives the seconds that it took.</summary>
    /// <param name="precision">The numbers to compute in.</param>
    /// <param name="format">How images lie in memory.</param>
    internal Func<double> Prepare(Precision precision, MemoryFormat format)
    {
        Module network = Build(new Init(new Seed(1), Device.Cpu));
        network.Train(Training);
        Sgd optimizer = new([new ParameterGroup(network.Parameters(), 5e-4)], 0.9, nesterov: true);
        byte[] pixels = new byte[Batch * 3 * Side * Side];
        RandomStream random = new Seed(2).Stream();
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = (byte)random.Next(256); }
        Tensor images = Tensor.From<byte>(pixels, Batch, 3, Side, Side);
        Tensor labels = Tensor.From<long>(new long[Batch], Batch);
        return () =>
        {
            long start = Stopwatch.GetTimestamp();
            using TensorScope scope = TensorScope.Enter();
            if (Training) { TrainOnce(network, optimizer, images, labels, precision, format); }
            else { InferOnce(network, images, precision, format); }
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        };
    }

    private static void TrainOnce(Module network, Sgd optimizer, Tensor images, Tensor labels, Precision precision, MemoryFormat format)
    {
        Tensor loss;
        using (Autocast autocast = Autocast.Enter(Device.Cpu, precision))
        {
            loss = Functional.CrossEntropy(network.Forward(images.To(ScalarType.Float32).Contiguous(format)), labels);
        }
        loss.Backward();
        optimizer.Step(1e-4);
    }

    private static void InferOnce(Module network, Tensor images, Precision precision, MemoryFormat format)
    {
        using NoGrad pause = NoGrad.Enter();
        using Autocast autocast = Autocast.Enter(Device.Cpu, precision);
        network.Forward(images.To(ScalarType.Float32).Contiguous(format)).To(ScalarType.Float32).ToArray<float>();
    }
}
