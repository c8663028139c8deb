using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class ModuleStateTests : LeakCheck
{
    private readonly Sequential _network;

    public ModuleStateTests() => _network = nn.Sequential(
        ("first", Layers.Conv2d(1, 2, 3, ModuleOracle.Anything)),
        ("second", Layers.BatchNorm2d(2, ModuleOracle.Anything)));

    [Fact]
    public void The_state_is_parameters_then_buffers_in_order_of_definition() => _network.State().Select(entry => entry.Name)
        .ShouldBe(["first.weight", "second.weight", "second.bias", "second.running_mean", "second.running_var"]);

    [Fact]
    public void Learned_numbers_are_counted() => _network.ParameterCount().ShouldBe(18 + 4);

    [Fact]
    public void Loading_copies_the_values()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Dictionary<string, Tensor> values = Values();
        values["second.running_mean"] = new float[] { 3, 4 }.ToTensor([2]);
        _network.LoadState(values);
        Of("second.running_mean").ToArray<float>().ShouldBe([3, 4]);
    }

    [Fact]
    public void Loading_keeps_the_channels_of_kernels_innermost()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Conv2d layer = Layers.Conv2d(3, 2, 3, ModuleOracle.Anything);
        layer.LoadState(new Dictionary<string, Tensor> { ["weight"] = Numbers.Signed("weight", 2, 3, 3, 3) });
        layer.weight.stride().ShouldBe([27, 1, 9, 3]);
    }

    [Fact]
    public void Loading_refuses_a_stranger()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Dictionary<string, Tensor> values = Values();
        values["third.weight"] = torch.zeros(1);
        Refusal(values).ShouldStartWith("holds a tensor 'third.weight' that the network does not have");
    }

    [Fact]
    public void Loading_refuses_a_gap()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Dictionary<string, Tensor> values = Values();
        values.Remove("second.bias");
        Refusal(values).ShouldStartWith("lacks the tensor 'second.bias' (2) Float32 of the network");
    }

    [Fact]
    public void Loading_refuses_another_shape()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Dictionary<string, Tensor> values = Values();
        values["second.bias"] = torch.zeros(1);
        Refusal(values).ShouldStartWith("has 'second.bias' as (1) Float32; the network has (2) Float32");
    }

    [Fact]
    public void A_refusal_leaves_the_network_as_it_was()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        float[] before = Of("first.weight").ToArray<float>();
        Dictionary<string, Tensor> values = Values();
        values["second.running_var"] = torch.zeros(1);
        Refusal(values);
        Of("first.weight").ToArray<float>().ShouldBe(before);
    }

    [Fact]
    public void Parameters_that_were_loaded_still_take_gradients()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _network.LoadState(Values());
        _network.forward(torch.ones(2, 1, 4, 4)).sum().backward();
        _network.parameters().Select(parameter => parameter.grad is { }).ShouldBe([true, true, true]);
    }

    protected override void Free() => _network.Dispose();

    private string Refusal(Dictionary<string, Tensor> values) =>
        Should.Throw<ArgumentException>(() => _network.LoadState(values)).Message;

    private Tensor Of(string name) => _network.State().Single(entry => entry.Name == name).Tensor;

    private Dictionary<string, Tensor> Values() =>
        _network.State().ToDictionary(entry => entry.Name, entry => torch.ones_like(entry.Tensor));
}
