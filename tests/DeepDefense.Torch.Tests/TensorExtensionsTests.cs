namespace DeepDefense.Torch.Tests;

public sealed class TensorExtensionsTests : LeakCheck
{
    [Fact]
    public void Bytes_survive_a_round_trip() => RoundTrip<byte>([0, 1, 255], ScalarType.Byte);

    [Fact]
    public void Ints_survive_a_round_trip() => RoundTrip([int.MinValue, -1, int.MaxValue], ScalarType.Int32);

    [Fact]
    public void Longs_survive_a_round_trip() => RoundTrip([long.MinValue, -1, long.MaxValue], ScalarType.Int64);

    [Fact]
    public void Floats_survive_a_round_trip() => RoundTrip([float.MinValue, float.NaN, float.Epsilon], ScalarType.Float32);

    [Fact]
    public void Doubles_survive_a_round_trip() => RoundTrip([double.MinValue, double.NaN, double.Epsilon], ScalarType.Float64);

    [Fact]
    public void Truths_survive_a_round_trip() => RoundTrip([true, false, true], ScalarType.Bool);

    [Fact]
    public void Another_element_type_is_refused() =>
        Should.Throw<ArgumentException>(() => "abc".ToCharArray().ToTensor([3])).Message.ShouldBe("no element type for Char");

    [Fact]
    public void Elements_that_do_not_fill_the_shape_are_refused() =>
        Should.Throw<ArgumentException>(() => new float[3].ToTensor([2, 2])).Message.ShouldStartWith("3 elements; the shape (2, 2) has 4");

    [Fact]
    public void Elements_for_a_negative_size_are_refused() =>
        Should.Throw<ArgumentException>(() => new float[3].ToTensor([-3])).Message.ShouldStartWith("3 elements; the shape (-3) has -3");

    [Fact]
    public void Later_changes_of_the_elements_do_not_reach_the_tensor()
    {
        float[] elements = [1, 2];
        using Tensor tensor = elements.ToTensor([2]);
        elements[0] = 9;
        tensor.ToArray<float>().ShouldBe([1, 2]);
    }

    [Fact]
    public void Elements_of_another_type_do_not_come_out()
    {
        using Tensor tensor = torch.zeros(2);
        Should.Throw<ArgumentException>(() => tensor.ToArray<double>()).Message.ShouldStartWith("the tensor holds Float32, not Double");
    }

    [Fact]
    public void No_elements_survive_a_round_trip()
    {
        using Tensor tensor = Array.Empty<float>().ToTensor([0, 3]);
        tensor.ToArray<float>().ShouldBeEmpty();
    }

    [Fact]
    public void No_elements_keep_their_shape()
    {
        using Tensor tensor = Array.Empty<float>().ToTensor([0, 3]);
        tensor.shape.ShouldBe([0, 3]);
    }

    [Fact]
    public void A_single_number_has_no_dimensions()
    {
        using Tensor tensor = new[] { 7.0 }.ToTensor([]);
        tensor.shape.ShouldBeEmpty();
    }

    [Fact]
    public void Elements_come_out_in_row_order_with_the_channels_innermost()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor rows = new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }.ToTensor([1, 2, 2, 2]);
        rows.ChannelsLast().ToArray<float>().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Fact]
    public void Elements_of_a_part_come_out_alone()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        new float[] { 1, 2, 3, 4, 5, 6 }.ToTensor([3, 2])[1].ToArray<float>().ShouldBe([3, 4]);
    }

    [Fact]
    public void Elements_of_a_tensor_with_gradient_come_out()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        nn.Parameter(torch.ones(2)).ToArray<float>().ShouldBe([1, 1]);
    }

    [Fact]
    public void Channels_last_lie_innermost()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.zeros(2, 3, 4, 5).ChannelsLast().stride().ShouldBe([60, 1, 15, 3]);
    }

    [Fact]
    public void Channels_last_change_no_shape()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.zeros(2, 3, 4, 5).ChannelsLast().shape.ShouldBe([2, 3, 4, 5]);
    }

    [Fact]
    public void A_convolution_keeps_channels_last()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        nn.functional.conv2d(torch.zeros(2, 3, 4, 5).ChannelsLast(), torch.zeros(6, 3, 1, 1)).stride().ShouldBe([120, 1, 30, 6]);
    }

    [Fact]
    public void A_number_is_read_from_any_type()
    {
        using Tensor tensor = new long[] { 1L << 40 }.ToTensor([1]);
        tensor.ToNumber().ShouldBe(1L << 40);
    }

    [Fact]
    public void Two_numbers_are_not_one()
    {
        using Tensor tensor = torch.zeros(2);
        Should.Throw<ArgumentException>(() => tensor.ToNumber());
    }

    [Fact]
    public void A_tensor_is_described_by_shape_and_type()
    {
        using Tensor tensor = torch.zeros(16, 3, 32, 32);
        tensor.Described().ShouldBe("(16, 3, 32, 32) Float32");
    }

    [Fact]
    public void Log_odds_are_those_of_the_softmax()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor logits = Numbers.Signed("logits", 3, 4), labels = new long[] { 2, 0, 1 }.ToTensor([3]);
        Tensor likely = logits.softmax(1).gather(1, labels.reshape(3, 1)).reshape(3);
        logits.LogOdds(labels).ShouldAgree((likely / (1 - likely)).log(), 1e-14, "log odds");
    }

    [Fact]
    public void Log_odds_of_a_sure_label_are_exact()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        new float[] { 40, 0 }.ToTensor([1, 2]).LogOdds(new long[] { 0 }.ToTensor([1])).ToArray<float>().ShouldBe([40f]);
    }

    // One for the label, minus the softmax of the others among themselves.
    [Fact]
    public void Log_odds_have_their_gradient()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor logits = new[] { 0.5, -1, 2 }.ToTensor([1, 3]).requires_grad_(true);
        logits.LogOdds(new long[] { 1 }.ToTensor([1])).sum().backward();
        double first = Math.Exp(0.5), last = Math.Exp(2), others = first + last;
        Numbers.ShouldAgree(logits.grad!.ToArray<double>(), [-first / others, 1, -last / others], 1e-14, "gradient");
    }

    private static void RoundTrip<T>(T[] elements, ScalarType type)
        where T : unmanaged
    {
        using Tensor tensor = elements.ToTensor([elements.Length]);
        (tensor.dtype, string.Join(' ', tensor.ToArray<T>())).ShouldBe((type, string.Join(' ', elements)));
    }
}
