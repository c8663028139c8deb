namespace DeepDefense.Torch.Tests;

public sealed class AutocastTests : LeakCheck
{
    [Theory]
    [InlineData(Precision.BFloat16, ScalarType.BFloat16)]
    [InlineData(Precision.Float32, ScalarType.Float32)]
    public void Convolutions_compute_in_the_chosen_precision(Precision precision, ScalarType expected)
    {
        using Autocast autocast = Autocast.Enter(torch.CPU, precision);
        TypeOfConvolution().ShouldBe(expected);
    }

    [Fact]
    public void Products_compute_in_the_chosen_precision()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Autocast autocast = Autocast.Enter(torch.CPU, Precision.BFloat16);
        nn.functional.linear(torch.zeros(2, 3), torch.zeros(4, 3)).dtype.ShouldBe(ScalarType.BFloat16);
    }

    [Fact]
    public void The_precision_is_set_back_afterwards()
    {
        using (Autocast autocast = Autocast.Enter(torch.CPU, Precision.BFloat16)) { }
        TypeOfConvolution().ShouldBe(ScalarType.Float32);
    }

    [Fact]
    public void The_precision_is_set_back_after_an_exception()
    {
        Should.Throw<InvalidOperationException>(static () =>
        {
            using Autocast autocast = Autocast.Enter(torch.CPU, Precision.BFloat16);
            throw new InvalidOperationException();
        });
        TypeOfConvolution().ShouldBe(ScalarType.Float32);
    }

    [Fact]
    public void An_inner_precision_rules_while_it_is_open()
    {
        using Autocast outer = Autocast.Enter(torch.CPU, Precision.BFloat16);
        using Autocast inner = Autocast.Enter(torch.CPU, Precision.Float32);
        TypeOfConvolution().ShouldBe(ScalarType.Float32);
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void An_inner_precision_does_not_end_the_outer(Precision precision)
    {
        using Autocast outer = Autocast.Enter(torch.CPU, Precision.BFloat16);
        using (Autocast inner = Autocast.Enter(torch.CPU, precision)) { }
        TypeOfConvolution().ShouldBe(ScalarType.BFloat16);
    }

    [Fact]
    public void Other_threads_keep_their_precision()
    {
        using Autocast autocast = Autocast.Enter(torch.CPU, Precision.BFloat16);
        ScalarType there = ScalarType.Bool;
        Thread other = new(() => there = TypeOfConvolution());
        other.Start();
        other.Join();
        there.ShouldBe(ScalarType.Float32);
    }

    // libtorch keeps the casts of a convolution's weights.
    [Fact]
    public void A_changed_weight_is_seen_by_the_next_autocast()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor pixel = torch.ones(1, 1, 1, 1);
        Parameter weight = nn.Parameter(torch.ones(1, 1, 1, 1));
        using (Autocast autocast = Autocast.Enter(torch.CPU, Precision.BFloat16)) { nn.functional.conv2d(pixel, weight); }
        using (torch.no_grad()) { weight.fill_(2); }
        using Autocast next = Autocast.Enter(torch.CPU, Precision.BFloat16);
        nn.functional.conv2d(pixel, weight).ToNumber().ShouldBe(2);
    }

    private static ScalarType TypeOfConvolution()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return nn.functional.conv2d(torch.zeros(1, 1, 2, 2), torch.zeros(1, 1, 1, 1)).dtype;
    }
}
