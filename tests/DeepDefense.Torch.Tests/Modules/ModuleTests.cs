using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class ModuleTests : LeakCheck
{
    private readonly Sequential _network;

    public ModuleTests() => _network = new Sequential(
        new Conv2d(1, 2, 3, ModuleOracle.Anything),
        new BatchNorm2d(2, ModuleOracle.Anything));

    [Fact]
    public void Parameters_are_named_in_order_of_definition() =>
        _network.NamedParameters().Select(entry => entry.Name).ShouldBe(["0.weight", "1.weight", "1.bias"]);

    [Fact]
    public void Buffers_are_named_in_order_of_definition() =>
        _network.NamedBuffers().Select(entry => entry.Name).ShouldBe(["1.running_mean", "1.running_var"]);

    [Fact]
    public void The_state_is_parameters_and_buffers() => _network.State().Count().ShouldBe(5);

    [Fact]
    public void Learned_numbers_are_counted() => _network.ParameterCount.ShouldBe(18 + 4);

    [Fact]
    public void A_module_starts_in_training() => _network.Training.ShouldBeTrue();

    [Fact]
    public void A_change_of_mode_reaches_the_children()
    {
        using BatchNorm2d child = new(1, ModuleOracle.Anything);
        using Sequential parent = new(new Sequential(child));
        parent.Train(false);
        child.Training.ShouldBeFalse();
    }

    [Fact]
    public void Loading_copies_the_values()
    {
        using TensorScope scope = TensorScope.Enter();
        Dictionary<string, Tensor> values = Values();
        values["1.bias"] = Tensor.From<float>([3, 4], 2);
        _network.LoadState(values);
        _network.Parameters()[2].ToArray<float>().ShouldBe([3, 4]);
    }

    [Fact]
    public void Loading_refuses_a_stranger()
    {
        using TensorScope scope = TensorScope.Enter();
        Dictionary<string, Tensor> values = Values();
        values["2.weight"] = Tensor.Zeros(1);
        Refusal(values).ShouldStartWith("holds a tensor '2.weight' that the network does not have");
    }

    [Fact]
    public void Loading_refuses_a_gap()
    {
        using TensorScope scope = TensorScope.Enter();
        Dictionary<string, Tensor> values = Values();
        values.Remove("1.bias");
        Refusal(values).ShouldStartWith("lacks the tensor '1.bias' (2) Float32 of the network");
    }

    [Fact]
    public void Loading_refuses_another_shape()
    {
        using TensorScope scope = TensorScope.Enter();
        Dictionary<string, Tensor> values = Values();
        values["1.bias"] = Tensor.Zeros(1);
        Refusal(values).ShouldStartWith("has '1.bias' as (1) Float32; the network has (2) Float32");
    }

    [Fact]
    public void A_refusal_leaves_the_network_as_it_was()
    {
        using TensorScope scope = TensorScope.Enter();
        float[] before = _network.Parameters()[0].ToArray<float>();
        Dictionary<string, Tensor> values = Values();
        values["1.running_var"] = Tensor.Zeros(1);
        Refusal(values);
        _network.Parameters()[0].ToArray<float>().ShouldBe(before);
    }

    [Fact]
    public void Parameters_that_were_loaded_still_take_gradients()
    {
        using TensorScope scope = TensorScope.Enter();
        _network.LoadState(Values());
        _network.Forward(Tensor.Full(1, [2, 1, 4, 4])).Sum().Backward();
        _network.Parameters().ShouldAllBe(parameter => parameter.Grad != null);
    }

    [Fact]
    public void Loading_within_a_scope_leaves_the_network_alive()
    {
        using (TensorScope.Enter()) { _network.LoadState(Values()); }
        _network.Parameters()[0].Handle.IsClosed.ShouldBeFalse();
    }

    [Fact]
    public void A_module_built_within_a_scope_outlives_it()
    {
        Linear built;
        using (TensorScope.Enter()) { built = new Linear(2, 2, ModuleOracle.Anything); }
        using Linear layer = built;
        layer.Weight.Handle.IsClosed.ShouldBeFalse();
    }

    protected override void Free() => _network.Dispose();

    private string Refusal(Dictionary<string, Tensor> values) =>
        Should.Throw<ArgumentException>(() => _network.LoadState(values)).Message;

    private Dictionary<string, Tensor> Values() =>
        _network.State().ToDictionary(entry => entry.Name, entry => Tensor.Full(1, entry.Tensor.Shape));
}
