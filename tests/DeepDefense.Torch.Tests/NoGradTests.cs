namespace DeepDefense.Torch.Tests;

public sealed class NoGradTests : LeakCheck
{
    [Fact]
    public void Nothing_is_recorded_inside()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(1).RequireGrad();
        Tensor y;
        using (NoGrad.Enter()) { y = (x * 2).Sum(); }
        Should.Throw<TorchException>(y.Backward);
    }

    [Fact]
    public void The_recording_goes_on_after_it()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(1).RequireGrad();
        using (NoGrad.Enter()) { }
        (x * 2).Sum().Backward();
        x.Grad!.ToDouble().ShouldBe(2);
    }

    [Fact]
    public void An_inner_pause_does_not_end_the_outer()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(1).RequireGrad();
        using NoGrad outer = NoGrad.Enter();
        using (NoGrad.Enter()) { }
        Should.Throw<TorchException>((x * 2).Sum().Backward);
    }
}
