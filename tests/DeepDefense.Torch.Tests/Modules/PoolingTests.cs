using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class PoolingTests : LeakCheck
{
    [Theory]
    [InlineData("avgpool")]
    [InlineData("avgpool_ceil_padded")]
    [InlineData("avgpool_ceil_odd")]
    [InlineData("avgpool_ceil_bare")]
    [InlineData("maxpool")]
    [InlineData("maxpool_ceil")]
    [InlineData("relu")]
    [InlineData("global")]
    public void The_output_is_that_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.OutputShouldAgree();
    }

    [Theory]
    [InlineData("avgpool")]
    [InlineData("avgpool_ceil_padded")]
    [InlineData("avgpool_ceil_odd")]
    [InlineData("avgpool_ceil_bare")]
    [InlineData("maxpool")]
    [InlineData("maxpool_ceil")]
    [InlineData("relu")]
    [InlineData("global")]
    public void The_gradients_are_those_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.GradientsShouldAgree();
    }

    private static ModuleOracle Case(string name) => new(name, name switch
    {
        "avgpool" => new AvgPool2d(3, 2, 1),
        "avgpool_ceil_padded" or "avgpool_ceil_odd" => new AvgPool2d(5, 2, 1, ceil: true),
        "avgpool_ceil_bare" => new AvgPool2d(5, 4, ceil: true),
        "maxpool" => new MaxPool2d(3, 2, 1),
        "maxpool_ceil" => new MaxPool2d(3, 2, ceil: true),
        "relu" => new ReLU(),
        "global" => new GlobalAvgPool2d(),
        _ => throw new ArgumentException(name, nameof(name)),
    });
}
