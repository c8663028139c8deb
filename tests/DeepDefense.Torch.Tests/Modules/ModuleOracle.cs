using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Modules;

/// <summary>One case of modules.safetensors: a module with PyTorch's parameters, its input and what came out.</summary>
internal sealed class ModuleOracle : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly Safetensors _file = Numbers.Oracle("modules.safetensors");
    private readonly string _case;
    private readonly Module _module;

    internal ModuleOracle(string name, Module module, bool training = true)
    {
        (_case, _module) = (name, module);
        _module.LoadState(Under("state"));
        _module.Train(training);
    }

    /// <summary>The seed does not matter: all parameters are overwritten.</summary>
    internal static Init Anything => new(new Seed(1), Device.Cpu);

    public void Dispose()
    {
        _module.Dispose();
        _file.Dispose();
    }

    internal void OutputShouldAgree()
    {
        using TensorScope scope = TensorScope.Enter();
        _module.Forward(Of("input")).ShouldAgree(Of("output"), Tolerance, $"{_case}: output");
    }

    internal void GradientsShouldAgree()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor input = Of("input").RequireGrad();
        (_module.Forward(input) * Of("direction")).Sum().Backward();
        input.Grad!.ShouldAgree(Of("grad/input"), Tolerance, $"{_case}: gradient of the input");
        foreach ((string name, Tensor parameter) in _module.NamedParameters())
        {
            parameter.Grad!.ShouldAgree(Of($"grad/{name}"), Tolerance, $"{_case}: gradient of {name}");
        }
    }

    internal void StateAfterwardsShouldAgree()
    {
        using TensorScope scope = TensorScope.Enter();
        _module.Forward(Of("input"));
        foreach ((string name, Tensor tensor) in _module.State())
        {
            tensor.ShouldAgree(Of($"after/{name}"), Tolerance, $"{_case}: {name} afterwards");
        }
    }

    private Tensor Of(string name) => _file.Tensors[$"{_case}/{name}"];

    private Dictionary<string, Tensor> Under(string part)
    {
        string prefix = $"{_case}/{part}/";
        return _file.Tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
    }
}
