using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Optim;

public sealed class GradientClippingTests : LeakCheck
{
    private readonly Safetensors _file;

    public GradientClippingTests() => _file = Numbers.Oracle("optimizers.safetensors");

    [Theory]
    [InlineData("clipped", 1)]
    [InlineData("untouched", 100)]
    public void The_norm_before_is_that_of_pytorch(string name, double maximum)
    {
        using TensorScope scope = TensorScope.Enter();
        GradientClipping.ClipNorm(WithGradients(), maximum)
            .ShouldBe(_file.Tensors[$"{name}/norm"].ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData("clipped", 1)]
    [InlineData("untouched", 100)]
    public void The_gradients_after_are_those_of_pytorch(string name, double maximum)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor[] parameters = WithGradients();
        GradientClipping.ClipNorm(parameters, maximum);
        parameters[0].Grad!.ShouldAgree(_file.Tensors[$"{name}/a"], 1e-12, "a");
        parameters[1].Grad!.ShouldAgree(_file.Tensors[$"{name}/b"], 1e-12, "b");
    }

    [Fact]
    public void Without_gradients_the_norm_is_zero()
    {
        using Tensor parameter = Tensor.Zeros(1).RequireGrad();
        GradientClipping.ClipNorm([parameter], 1).ShouldBe(0);
    }

    protected override void Free() => _file.Dispose();

    private static Tensor[] WithGradients()
    {
        Tensor a = Tensor.Full(0, [5], ScalarType.Float64).RequireGrad();
        Tensor b = Tensor.Full(0, [2, 3], ScalarType.Float64).RequireGrad();
        (a * Numbers.Signed("a", 5) * 3).Sum().Backward();
        (b * Numbers.Signed("b", 2, 3) * 3).Sum().Backward();
        return [a, b];
    }
}
