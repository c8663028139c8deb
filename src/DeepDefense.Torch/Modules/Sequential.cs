using System.Globalization;

namespace DeepDefense.Torch.Modules;

/// <summary>Modules one after the other, named 0, 1, 2, ...: torch.nn.Sequential.</summary>
public sealed class Sequential : Module
{
    private readonly Module[] _modules;

    /// <summary>Takes over the modules.</summary>
    public Sequential(params Module[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        _modules = modules;
        for (int i = 0; i < modules.Length; i++) { Add(i.ToString(CultureInfo.InvariantCulture), modules[i]); }
    }

    /// <summary>One of the modules, counted from 0.</summary>
    public Module this[int index] => _modules[index];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor current = input;
        foreach (Module module in _modules) { current = module.Forward(current); }
        return scope.Keep(current);
    }
}
