namespace DeepDefense.Torch.Tests;

public sealed class TensorTests : LeakCheck
{
    [Fact]
    public void Elements_come_out_as_they_went_in()
    {
        using Tensor tensor = Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3);
        tensor.ToArray<float>().ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Bytes_give_a_byte_tensor() => TypeOf<byte>(1).ShouldBe(ScalarType.Byte);

    [Fact]
    public void Ints_give_an_int32_tensor() => TypeOf(1).ShouldBe(ScalarType.Int32);

    [Fact]
    public void Longs_give_an_int64_tensor() => TypeOf(1L).ShouldBe(ScalarType.Int64);

    [Fact]
    public void Floats_give_a_float32_tensor() => TypeOf(1f).ShouldBe(ScalarType.Float32);

    [Fact]
    public void Doubles_give_a_float64_tensor() => TypeOf(1.0).ShouldBe(ScalarType.Float64);

    [Fact]
    public void Another_element_type_is_refused() =>
        Should.Throw<TorchException>(() => TypeOf('a')).Message.ShouldBe("no element type for Char");

    [Fact]
    public void Elements_that_do_not_fill_the_shape_are_refused() =>
        Should.Throw<TorchException>(() => Tensor.From<float>([1, 2, 3], 2, 2)).Message
            .ShouldBe("make a tensor: a tensor of shape [2, 2] takes 16 bytes, got 12");

    [Fact]
    public void A_negative_size_is_refused() =>
        Should.Throw<TorchException>(() => Tensor.From<float>([], -1)).Message.ShouldStartWith("make a tensor: ");

    [Fact]
    public void Elements_of_another_type_do_not_come_out()
    {
        using Tensor tensor = Tensor.Zeros(2);
        Should.Throw<TorchException>(() => tensor.ToArray<double>()).Message
            .ShouldBe("the tensor holds Float32, not Double");
    }

    [Fact]
    public void Elements_come_out_in_row_order_from_any_memory_format()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor rows = Tensor.From<float>([1, 2, 3, 4, 5, 6, 7, 8], 1, 2, 2, 2);
        rows.Contiguous(MemoryFormat.ChannelsLast).ToArray<float>().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Fact]
    public void A_tensor_prints_its_shape_and_type()
    {
        using Tensor tensor = Tensor.Zeros(16, 3, 32, 32);
        tensor.ToString().ShouldBe("(16, 3, 32, 32) Float32");
    }

    [Fact]
    public void The_count_is_the_product_of_the_shape()
    {
        using Tensor tensor = Tensor.Zeros(2, 3, 4);
        tensor.Count.ShouldBe(24);
    }

    [Fact]
    public void A_full_tensor_repeats_its_value()
    {
        using Tensor tensor = Tensor.Full(2.5, [3], ScalarType.Float64);
        tensor.ToArray<double>().ShouldBe([2.5, 2.5, 2.5]);
    }

    [Fact]
    public void One_number_is_read_as_a_double()
    {
        using Tensor tensor = Tensor.From<long>([7], 1);
        tensor.ToDouble().ShouldBe(7);
    }

    [Fact]
    public void Two_numbers_are_not_one()
    {
        using Tensor tensor = Tensor.Zeros(2);
        Should.Throw<TorchException>(() => tensor.ToDouble()).Message
            .ShouldBe("a tensor of shape (2) Float32 is not one number");
    }

    [Fact]
    public void A_disposed_tensor_is_not_read()
    {
        Tensor tensor = Tensor.Zeros(1);
        tensor.Dispose();
        Should.Throw<ObjectDisposedException>(() => tensor.ToArray<float>());
    }

    [Fact]
    public void A_disposed_tensor_is_no_argument()
    {
        Tensor tensor = Tensor.Zeros(1);
        tensor.Dispose();
        Should.Throw<ObjectDisposedException>(() => tensor.Relu());
    }

    [Fact]
    public void A_disposed_tensor_is_no_member_of_a_list()
    {
        Tensor tensor = Tensor.Zeros(1);
        tensor.Dispose();
        Should.Throw<ObjectDisposedException>(() => Tensor.Cat([tensor]));
    }

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        Tensor tensor = Tensor.Zeros(1);
        tensor.Dispose();
        Should.NotThrow(tensor.Dispose);
    }

    [Fact]
    public void Backward_leaves_the_gradient()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.From<double>([1, 2, 3], 3).RequireGrad();
        (x * x).Sum().Backward();
        x.Grad!.ToArray<double>().ShouldBe([2, 4, 6]);
    }

    [Fact]
    public void Gradients_add_up_until_they_are_forgotten()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.From<double>([1], 1).RequireGrad();
        (x * 3).Sum().Backward();
        (x * 4).Sum().Backward();
        x.Grad!.ToDouble().ShouldBe(7);
    }

    [Fact]
    public void A_forgotten_gradient_is_none()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.From<double>([1], 1).RequireGrad();
        (x * 3).Sum().Backward();
        x.ClearGrad();
        x.Grad.ShouldBeNull();
    }

    [Fact]
    public void Backward_of_several_numbers_is_refused()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(2).RequireGrad();
        Should.Throw<TorchException>(() => (x * 2).Backward()).Message.ShouldStartWith("backward: ");
    }

    [Fact]
    public void Backward_of_what_was_not_recorded_is_refused()
    {
        using Tensor x = Tensor.Zeros();
        Should.Throw<TorchException>(() => x.Backward()).Message.ShouldStartWith("backward: ");
    }

    [Fact]
    public void Whole_numbers_have_no_gradient()
    {
        using Tensor x = Tensor.From<long>([1], 1);
        Should.Throw<TorchException>(() => x.RequireGrad()).Message.ShouldStartWith("mark a tensor for gradients: ");
    }

    private static ScalarType TypeOf<T>(T element)
        where T : unmanaged
    {
        using Tensor tensor = Tensor.From<T>([element], 1);
        return tensor.Type;
    }
}
