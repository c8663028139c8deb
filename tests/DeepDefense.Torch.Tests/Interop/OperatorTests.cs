using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch.Tests.Interop;

public sealed class OperatorTests : LeakCheck
{
    [Fact]
    public void An_operator_that_does_not_exist_is_named() =>
        Should.Throw<TorchException>(() => new Operator("frobnicate")).Message
            .ShouldStartWith("this libtorch has no operator frobnicate: ");

    [Fact]
    public void An_overload_that_does_not_exist_is_named() =>
        Should.Throw<TorchException>(() => new Operator("add", "Matrix")).Message
            .ShouldStartWith("this libtorch has no operator add.Matrix: ");

    [Fact]
    public void Missing_arguments_are_named()
    {
        using Tensor x = Tensor.Zeros(1);
        Should.Throw<TorchException>(() => Operators.Conv2d.Call(x)).Message
            .ShouldBe("conv2d: aten::conv2d needs the argument weight");
    }

    [Fact]
    public void Too_many_arguments_are_refused()
    {
        using Tensor x = Tensor.Zeros(1);
        Should.Throw<TorchException>(() => Operators.Relu.Call(x, 1)).Message
            .ShouldBe("relu: aten::relu takes 1 arguments, got 2");
    }

    [Fact]
    public void Fewer_places_than_results_are_refused_and_nothing_leaks()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor[] list = [Tensor.Full(4, [1]), Tensor.Full(9, [1])];
        Should.Throw<TorchException>(() => Operators.ForeachSqrt.CallMany(1, list)).Message
            .ShouldStartWith("_foreach_sqrt: the operator has more results than the 1 places");
    }

    [Fact]
    public void A_list_longer_than_the_stack_is_called()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor[] list = [.. Enumerable.Range(0, 200).Select(i => Tensor.Full(i * i, [1]))];
        Operators.ForeachSqrt.CallMany(list.Length, list).Select(root => root.ToDouble())
            .ShouldBe(Enumerable.Range(0, 200).Select(i => (double)i));
    }

    [Fact]
    public void What_only_developers_of_libtorch_read_is_cut_off()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(2), y = Tensor.Zeros(3);
        Should.Throw<TorchException>(() => x + y).Message.ShouldNotContain("Exception raised from");
    }

    [Fact]
    public void Memory_that_ran_out_is_told_apart()
    {
        using Tensor one = Tensor.Zeros(1);
        Should.Throw<TorchException>(() => one.Pad([0, 1L << 50])).IsOutOfMemory.ShouldBeTrue();
    }
}
