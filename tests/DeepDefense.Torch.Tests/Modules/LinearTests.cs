using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class LinearTests : LeakCheck
{
    [Fact]
    public void The_output_is_that_of_pytorch()
    {
        using ModuleOracle oracle = Case();
        oracle.OutputShouldAgree();
    }

    [Fact]
    public void The_gradients_are_those_of_pytorch()
    {
        using ModuleOracle oracle = Case();
        oracle.GradientsShouldAgree();
    }

    [Fact]
    public void A_seed_gives_the_weight_that_pytorch_draws()
    {
        using Linear layer = Layers.Linear(5, 4, Known);
        Drawn.Hash(layer.weight).ShouldBe(Drawn.Known("layers", "linear.weight"));
    }

    [Fact]
    public void A_seed_gives_the_bias_that_pytorch_draws()
    {
        using Linear layer = Layers.Linear(5, 4, Known);
        Drawn.Hash(layer.bias!).ShouldBe(Drawn.Known("layers", "linear.bias"));
    }

    [Fact]
    public void With_weights_given_the_bias_starts_at_zero()
    {
        using Linear layer = Layers.Linear(5, 4, Known, Initializations.Xavier);
        layer.bias!.ToArray<float>().ShouldAllBe(number => number == 0);
    }

    [Fact]
    public void Weight_and_bias_are_learned()
    {
        using Linear layer = Layers.Linear(5, 4, Known);
        layer.parameters().Select(parameter => parameter.requires_grad).ShouldBe([true, true]);
    }

    [Fact]
    public void A_layer_built_within_a_scope_outlives_it()
    {
        Linear built;
        using (torch.NewDisposeScope()) { built = Layers.Linear(2, 2, Known); }
        using Linear layer = built;
        layer.parameters().Select(parameter => parameter.IsInvalid).ShouldBe([false, false]);
    }

    private static Init Known => new(new Seed(42), torch.CPU);

    private static ModuleOracle Case() => new("linear", Layers.Linear(5, 4, ModuleOracle.Anything));
}
