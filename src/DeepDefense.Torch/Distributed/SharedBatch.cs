namespace DeepDefense.Torch.Distributed;

/// <summary>What a batch norm knows of the batch of all ranks.</summary>
/// <param name="Mean">(C).</param>
/// <param name="Variance">(C), of the batch itself (divided by <paramref name="Count"/>).</param>
/// <param name="Count">Values a channel, in all ranks.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Sums">Adds up over the ranks.</param>
internal sealed record SharedBatch(Tensor Mean, Tensor Variance, double Count, double Epsilon, GuardedSum Sums)
{
    /// <summary>Sums over images and pixels.</summary>
    private static readonly long[] s_all = [0, 2, 3];

    /// <summary>Measures it, and has the layer keep its share in the running statistics.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">(N, C, H, W): the share of this rank.</param>
    /// <param name="sums">Adds up over the ranks.</param>
    internal static SharedBatch Measure(BatchNorm2d layer, Tensor input, GuardedSum sums)
    {
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        double[] total = Moments(input, layer.running_mean!.dtype);
        sums.Take(total);
        int channels = (total.Length - 1) / 2;
        double count = total[0];
        double[] means = Array.ConvertAll(total[1..(channels + 1)], sum => sum / count);
        double[] variances = [.. total[(channels + 1)..].Zip(means, (squares, mean) => Math.Max((squares / count) - (mean * mean), 0))];
        (Tensor mean, Tensor variance) = (Like(layer.running_mean, means), Like(layer.running_mean, variances));
        double share = layer.momentum ?? throw new NotSupportedException("batch norm without momentum cannot be divided among ranks");
        layer.running_mean.mul_(1 - share).add_(mean, alpha: share);
        layer.running_var!.mul_(1 - share).add_(variance, alpha: share * count / Math.Max(count - 1, 1));
        return new SharedBatch(mean.DetachFromDisposeScope(), variance.DetachFromDisposeScope(), count, layer.eps, sums);
    }

    // Count, sums, and sums of squares; those around the mean of this rank first, as large means would swallow them.
    private static double[] Moments(Tensor input, ScalarType type)
    {
        Tensor values = input.detach().to(type);
        long count = values.numel() / values.shape[1];
        Tensor sum = values.sum(s_all);
        Tensor around = (values - (sum / count).view(1, -1, 1, 1)).square().sum(s_all);
        double[] sums = Numbers(sum), squares = Numbers(around);
        return [count, .. sums, .. squares.Zip(sums, (square, of) => square + (of * of / count))];
    }

    /// <summary>The numbers of a tensor.</summary>
    internal static double[] Numbers(Tensor tensor) => tensor.cpu().to(ScalarType.Float64).ToArray<double>();

    /// <summary>Numbers as a tensor of the kind and place of another.</summary>
    internal static Tensor Like(Tensor other, double[] numbers) => numbers.ToTensor([numbers.Length], torch.CPU).to(other.dtype).to(other.device);
}
