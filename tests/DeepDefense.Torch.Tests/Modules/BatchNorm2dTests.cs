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
    public void PyTorchs_count_of_batches_is_no_part_of_the_state()
    {
        using BatchNorm2d layer = Layers.BatchNorm2d(2, ModuleOracle.Anything);
        layer.State().Select(entry => entry.Name).ShouldBe(["weight", "bias", "running_mean", "running_var"]);
    }

    private static ModuleOracle Case(string name) =>
        new(name, Layers.BatchNorm2d(4, ModuleOracle.Anything), training: name != "batchnorm_eval");
}
