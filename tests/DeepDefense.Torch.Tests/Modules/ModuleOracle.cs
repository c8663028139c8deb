using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Modules;

/// <summary>One case of modules.safetensors: a module with PyTorch's parameters, its input and what came out.</summary>
internal sealed class ModuleOracle : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly Safetensors _file = Numbers.Oracle("modules.safetensors");
    private readonly string _case;
    private readonly nn.Module<Tensor, Tensor> _module;

    internal ModuleOracle(string name, nn.Module<Tensor, Tensor> module, bool training = true)
    {
        (_case, _module) = (name, module);
        _module.LoadState(Under("state"));
        _module.train(training);
    }

    /// <summary>The seed does not matter: all parameters are overwritten.</summary>
    internal static Init Anything => new(new Seed(1), torch.CPU);

    public void Dispose()
    {
        _module.Dispose();
        _file.Dispose();
    }

    internal void OutputShouldAgree()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _module.forward(Input()).ShouldAgree(Of("output"), Tolerance, $"{_case}: output");
    }

    internal void GradientsShouldAgree()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor input = Input().requires_grad_(true);
        (_module.forward(input) * Of("direction")).sum().backward();
        input.grad!.ShouldAgree(Of("grad/input"), Tolerance, $"{_case}: gradient of the input");
        foreach ((string name, Parameter parameter) in _module.named_parameters())
        {
            parameter.grad!.ShouldAgree(Of($"grad/{name}"), Tolerance, $"{_case}: gradient of {name}");
        }
    }

    internal void StateAfterwardsShouldAgree()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _module.forward(Input());
        foreach ((string name, Tensor tensor) in _module.State())
        {
            tensor.ShouldAgree(Of($"after/{name}"), Tolerance, $"{_case}: {name} afterwards");
        }
    }

    // As the networks give images to their layers.
    private Tensor Input() => Of("input") is { ndim: 4 } images ? images.ChannelsLast() : Of("input").clone();

    private Tensor Of(string name) => _file.Tensors[$"{_case}/{name}"];

    private Dictionary<string, Tensor> Under(string part)
    {
        string prefix = $"{_case}/{part}/";
        return _file.Tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
    }
}
