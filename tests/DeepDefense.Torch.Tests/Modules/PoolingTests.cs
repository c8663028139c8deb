using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class PoolingTests : LeakCheck
{
    public static TheoryData<string> Names { get; } =
        ["avgpool", "avgpool_ceil_padded", "avgpool_ceil_odd", "avgpool_ceil_bare", "maxpool", "maxpool_ceil", "relu", "global"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_output_is_that_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.OutputShouldAgree();
    }

    [Theory]
    [MemberData(nameof(Names))]
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
