using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class Conv2dTests : LeakCheck
{
    public static TheoryData<string> Names { get; } = ["conv_plain", "conv_strided", "conv_grouped", "conv_biased", "conv_all"];

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

    [Fact]
    public void A_seed_gives_the_weight_that_pytorch_draws()
    {
        using Conv2d layer = Layers.Conv2d(3, 8, 3, Known);
        Drawn.Hash(layer.weight).ShouldBe(Drawn.Known("layers", "conv2d.weight"));
    }

    [Fact]
    public void A_seed_gives_the_bias_that_pytorch_draws()
    {
        using Conv2d layer = Layers.Conv2d(3, 8, 3, Known, bias: true);
        Drawn.Hash(layer.bias!).ShouldBe(Drawn.Known("layers", "conv2d.bias"));
    }

    [Fact]
    public void A_bias_does_not_change_the_weight()
    {
        using Conv2d layer = Layers.Conv2d(3, 8, 3, Known, bias: true);
        Drawn.Hash(layer.weight).ShouldBe(Drawn.Known("layers", "conv2d.weight"));
    }

    [Fact]
    public void Weights_of_ones_own_are_taken()
    {
        using Conv2d layer = Layers.Conv2d(1, 2, 3, Known, weights: (weight, _) => weight.fill_(7));
        layer.weight.ToArray<float>().ShouldAllBe(number => number == 7);
    }

    [Fact]
    public void The_channels_of_the_weight_lie_innermost()
    {
        using Conv2d layer = Layers.Conv2d(3, 8, 5, Known);
        layer.weight.stride().ShouldBe([75, 1, 15, 3]);
    }

    [Fact]
    public void Weight_and_bias_are_learned()
    {
        using Conv2d layer = Layers.Conv2d(3, 8, 3, Known, bias: true);
        layer.parameters().Select(parameter => parameter.requires_grad).ShouldBe([true, true]);
    }

    [Fact]
    public void A_layer_built_within_a_scope_outlives_it()
    {
        Conv2d built;
        using (torch.NewDisposeScope()) { built = Layers.Conv2d(1, 1, 1, Known, bias: true); }
        using Conv2d layer = built;
        layer.parameters().Select(parameter => parameter.IsInvalid).ShouldBe([false, false]);
    }

    private static Init Known => new(new Seed(42), torch.CPU);

    private static ModuleOracle Case(string name) => new(name, name switch
    {
        "conv_plain" => Layers.Conv2d(3, 4, 3, ModuleOracle.Anything),
        "conv_strided" => Layers.Conv2d(3, 4, 3, ModuleOracle.Anything, stride: 2, padding: 1),
        "conv_grouped" => Layers.Conv2d(6, 9, 3, ModuleOracle.Anything, padding: 1, groups: 3),
        "conv_biased" => Layers.Conv2d(2, 3, 3, ModuleOracle.Anything, bias: true),
        "conv_all" => Layers.Conv2d(4, 6, 5, ModuleOracle.Anything, 2, 2, 2, bias: true),
        _ => throw new ArgumentException(name, nameof(name)),
    });
}
