using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class BatchNorm2dTests : LeakCheck
{
    [Theory]
    [InlineData("batchnorm_train")]
    [InlineData("batchnorm_eval")]
    public void The_output_is_that_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.OutputShouldAgree();
    }

    [Theory]
    [InlineData("batchnorm_train")]
    [InlineData("batchnorm_eval")]
    public void The_gradients_are_those_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.GradientsShouldAgree();
    }

    [Theory]
    [InlineData("batchnorm_train")]
    [InlineData("batchnorm_eval")]
    public void The_running_statistics_are_those_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.StateAfterwardsShouldAgree();
    }

    [Fact]
    public void A_new_layer_in_use_passes_its_input_on()
    {
        using TensorScope scope = TensorScope.Enter();
        using BatchNorm2d layer = new(2, ModuleOracle.Anything, epsilon: 0);
        layer.Train(false);
        Tensor images = Numbers.Signed("images", 2, 2, 3, 3).To(ScalarType.Float32);
        layer.Forward(images).ShouldAgree(images, 1e-6, "output");
    }

    [Fact]
    public void A_momentum_of_one_remembers_the_last_batch_alone()
    {
        using TensorScope scope = TensorScope.Enter();
        using BatchNorm2d layer = new(1, ModuleOracle.Anything, momentum: 1);
        layer.Forward(Tensor.From<float>([1, 2, 3, 6], 1, 1, 2, 2));
        layer.RunningMean.ToDouble().ShouldBe(3, 1e-6);
    }

    private static ModuleOracle Case(string name) => new(name, name switch
    {
        "batchnorm_train" or "batchnorm_eval" => new BatchNorm2d(4, ModuleOracle.Anything),
        _ => throw new ArgumentException(name, nameof(name)),
    }, training: name != "batchnorm_eval");
}
