using System.Globalization;

namespace DeepDefense.Torch.Optim;

/// <summary>Moves parameters against their gradients. The learning rate is given at each step, by a
/// <see cref="LearningRateSchedule"/> or by hand.</summary>
public abstract class Optimizer : IDisposable
{
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly string[] _slots;
    private readonly Tensor[][][] _state; // group, slot, parameter

    /// <summary>Makes the state: one zero tensor a parameter and slot.</summary>
    /// <param name="groups">The parameters; the optimizer does not own them.</param>
    /// <param name="slots">Names of what is remembered for each parameter.</param>
    private protected Optimizer(IReadOnlyList<ParameterGroup> groups, params string[] slots)
    {
        (_groups, _slots) = (groups, slots);
        _state = [.. groups.Select(group => slots.Select(_ => group.Parameters.Select(ZerosLike).ToArray()).ToArray())];
    }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>What a checkpoint needs beside <see cref="Steps"/>: tensors by name.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State() =>
        from g in Enumerable.Range(0, _groups.Count)
        from s in Enumerable.Range(0, _slots.Length)
        from p in Enumerable.Range(0, _groups[g].Parameters.Count)
        select (string.Create(CultureInfo.InvariantCulture, $"{_slots[s]}.{g}.{p}"), _state[g][s][p]);

    /// <summary>Takes over the state of a checkpoint.</summary>
    /// <exception cref="KeyNotFoundException">A tensor is missing.</exception>
    /// <exception cref="ArgumentException">A tensor has another shape.</exception>
    public void LoadState(long steps, IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach ((string name, Tensor tensor) in State())
        {
            if (!values[name].Shape.SequenceEqual(tensor.Shape))
            {
                throw new ArgumentException($"has '{name}' as {values[name]}; the optimizer has {tensor}", nameof(values));
            }
            tensor.CopyFrom(values[name]);
        }
        Steps = steps;
    }

    /// <summary>Takes one step and forgets the gradients. Parameters without a gradient stay.</summary>
    /// <param name="learningRate">At least 0.</param>
    public void Step(double learningRate)
    {
        using NoGrad pause = NoGrad.Enter();
        using TensorScope scope = TensorScope.Enter();
        Steps++;
        for (int g = 0; g < _groups.Count; g++)
        {
            ParameterGroup group = _groups[g];
            Tensor?[] gradients = [.. group.Parameters.Select(parameter => parameter.Grad)];
            int[] moved = [.. Enumerable.Range(0, gradients.Length).Where(i => gradients[i] is not null)];
            if (moved.Length == 0) { continue; }
            Tensor[][] state = [.. _state[g].Select(slot => moved.Select(i => slot[i]).ToArray())];
            Update([.. moved.Select(i => group.Parameters[i])], [.. moved.Select(i => gradients[i]!)], state,
                learningRate * group.LearningRateScale, group.WeightDecay);
        }
        ClearGradients();
    }

    /// <summary>Forgets the gradients.</summary>
    public void ClearGradients()
    {
        foreach (Tensor parameter in _groups.SelectMany(group => group.Parameters)) { parameter.ClearGrad(); }
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _state.SelectMany(group => group).SelectMany(slot => slot)) { tensor.Dispose(); }
        GC.SuppressFinalize(this);
    }

    /// <summary>Moves one group.</summary>
    private protected abstract void Update(Tensor[] parameters, Tensor[] gradients, Tensor[][] state,
        double learningRate, double weightDecay);

    private static Tensor ZerosLike(Tensor parameter)
    {
        using TensorScope scope = TensorScope.Enter();
        return Tensor.Full(0, parameter.Shape, parameter.Type).To(parameter.Device).Unscoped();
    }
}
