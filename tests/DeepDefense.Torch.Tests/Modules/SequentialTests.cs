using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class SequentialTests : LeakCheck
{
    [Theory]
    [InlineData("sequential")]
    public void The_output_is_that_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.OutputShouldAgree();
    }

    [Theory]
    [InlineData("sequential")]
    public void The_gradients_are_those_of_pytorch(string name)
    {
        using ModuleOracle oracle = Case(name);
        oracle.GradientsShouldAgree();
    }

    [Fact]
    public void The_running_statistics_are_those_of_pytorch()
    {
        using ModuleOracle oracle = Case("sequential");
        oracle.StateAfterwardsShouldAgree();
    }

    [Fact]
    public void Modules_are_named_by_their_numbers()
    {
        using Sequential pair = new(new ReLU(), new Linear(2, 2, ModuleOracle.Anything));
        pair.NamedParameters().Select(parameter => parameter.Name).ShouldBe(["1.weight", "1.bias"]);
    }

    [Fact]
    public void No_modules_pass_the_input_on()
    {
        using Sequential none = new();
        using Tensor input = Tensor.Zeros(1);
        none.Forward(input).ShouldBeSameAs(input);
    }

    private static ModuleOracle Case(string name) => new(name, name switch
    {
        "sequential" => new Sequential(new Conv2d(3, 4, 3, ModuleOracle.Anything, padding: 1),
            new BatchNorm2d(4, ModuleOracle.Anything), new ReLU(), new MaxPool2d(2, 2), new GlobalAvgPool2d(),
            new Linear(4, 3, ModuleOracle.Anything)),
        _ => throw new ArgumentException(name, nameof(name)),
    });
}
