using System.Globalization;

namespace DeepDefense.Torch.Optim;

/// <summary>What an optimizer remembers, by name, so that a training goes on exactly where it stopped; and its learning rate as
/// a function of the step.</summary>
public static class OptimizerState
{
    /// <summary>What a checkpoint needs beside the number of steps: <c>momentum.G.P</c> of SGD, <c>mean.G.P</c> and
    /// <c>square.G.P</c> of AdamW, G the parameter group and P the parameter. A parameter that SGD has not moved yet has none.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> State(this optim.Optimizer optimizer)
    {
        foreach ((string place, TorchSharp.Modules.OptimizerState state) in Places(optimizer))
        {
            switch (state)
            {
                case SGD.State { momentum_buffer: { } momentum }:
                    yield return ($"momentum.{place}", momentum);
                    break;
                case AdamW.State adam:
                    yield return ($"mean.{place}", adam.exp_avg);
                    yield return ($"square.{place}", adam.exp_avg_sq);
                    break;
            }
        }
    }

    /// <summary>Takes over the state of a checkpoint.</summary>
    /// <param name="optimizer">A new one, over the same parameters.</param>
    /// <param name="steps">Steps taken before.</param>
    /// <param name="values">What <see cref="State"/> gave.</param>
    /// <exception cref="ArgumentException">A tensor is missing, left over, or of another shape.</exception>
    public static void LoadState(this optim.Optimizer optimizer, long steps, IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        Dictionary<string, Parameter> parameters = Places(optimizer).Select(entry => entry.Place).Zip(optimizer.parameters()).ToDictionary();
        foreach ((string place, TorchSharp.Modules.OptimizerState state) in Places(optimizer))
        {
            if (state is SGD.State sgd && values.ContainsKey($"momentum.{place}")) { sgd.momentum_buffer = torch.zeros_like(parameters[place]).DetachFromDisposeScope(); }
            if (state is AdamW.State adam) { adam.step = steps; }
        }
        Dictionary<string, Tensor> own = optimizer.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        if (own.Keys.Concat(values.Keys).FirstOrDefault(name => !own.ContainsKey(name) || !values.ContainsKey(name)) is { } stranger)
        {
            throw new ArgumentException($"has no '{stranger}', or one that the optimizer does not know", nameof(values));
        }
        foreach ((string name, Tensor tensor) in own)
        {
            if (!values[name].shape.SequenceEqual(tensor.shape))
            {
                throw new ArgumentException($"has '{name}' as {values[name].Described()}; the optimizer has {tensor.Described()}", nameof(values));
            }
            tensor.copy_(values[name]);
        }
    }

    /// <summary>Sets the learning rate of each group: its first one times a factor, as PyTorch's LambdaLR.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="factor">At least 0.</param>
    public static void ScaleLearningRate(this optim.Optimizer optimizer, double factor)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        foreach (optim.ILearningRateController group in optimizer.ParamGroups) { group.LearningRate = group.InitialLearningRate * factor; }
    }

    private static IEnumerable<(string Place, TorchSharp.Modules.OptimizerState State)> Places(optim.Optimizer optimizer)
    {
        optim.Optimizer.StateDictionary all = ((OptimizerHelper)optimizer).state_dict();
        for (int group = 0; group < all.StateIndexRef.Count; group++)
        {
            for (int parameter = 0; parameter < all.StateIndexRef[group].Count; parameter++)
            {
                yield return (string.Create(CultureInfo.InvariantCulture, $"{group}.{parameter}"), all.State[all.StateIndexRef[group][parameter]]);
            }
        }
    }
}
