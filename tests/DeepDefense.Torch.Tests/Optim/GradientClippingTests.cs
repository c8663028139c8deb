using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Optim;

/// <summary>TorchSharp's, as the training loop calls it.</summary>
public sealed class GradientClippingTests : LeakCheck
{
    private readonly Safetensors _file;

    public GradientClippingTests() => _file = Numbers.Oracle("optimizers.safetensors");

    [Theory]
    [InlineData("clipped", 1)]
    [InlineData("untouched", 100)]
    public void The_norm_before_is_that_of_pytorch(string name, double maximum)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        nn.utils.clip_grad_norm_(WithGradients(), maximum).ShouldBe(_file.Tensors[$"{name}/norm"].ToNumber(), 1e-12);
    }

    [Theory]
    [InlineData("clipped", 1)]
    [InlineData("untouched", 100)]
    public void The_gradients_after_are_those_of_pytorch(string name, double maximum)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Parameter[] parameters = WithGradients();
        nn.utils.clip_grad_norm_(parameters, maximum);
        parameters[0].grad!.ShouldAgree(_file.Tensors[$"{name}/a"], 1e-12, "a");
        parameters[1].grad!.ShouldAgree(_file.Tensors[$"{name}/b"], 1e-12, "b");
    }

    [Fact]
    public void A_parameter_without_gradient_is_passed_over()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Parameter still = nn.Parameter(torch.zeros(1));
        nn.utils.clip_grad_norm_([.. WithGradients(), still], 1).ShouldBe(_file.Tensors["clipped/norm"].ToNumber(), 1e-12);
    }

    protected override void Free() => _file.Dispose();

    private static Parameter[] WithGradients()
    {
        Parameter a = nn.Parameter(torch.zeros(5, ScalarType.Float64)), b = nn.Parameter(torch.zeros(2, 3, ScalarType.Float64));
        a.grad = Numbers.Signed("a", 5) * 3;
        b.grad = Numbers.Signed("b", 2, 3) * 3;
        return [a, b];
    }
}
