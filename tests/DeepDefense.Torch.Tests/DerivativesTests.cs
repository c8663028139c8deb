namespace DeepDefense.Torch.Tests;

public sealed class DerivativesTests : LeakCheck
{
    [Fact]
    public void What_a_scalar_does_not_depend_on_has_a_slope_of_zero_and_none_is_left_behind()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor used = new[] { 2.0, 3 }.ToTensor([2]).requires_grad_(), unused = new[] { 1.0 }.ToTensor([1]).requires_grad_();
        IReadOnlyList<Tensor> slopes = Derivatives.Of(used.square().sum(), [used, unused]);
        slopes[0].ToArray<double>().ShouldBe([4, 6]);
        slopes[1].ToArray<double>().ShouldBe([0]);
        (used.grad is null && unused.grad is null).ShouldBeTrue();
    }

    [Fact]
    public void Other_tensors_of_the_graph_gather_no_gradient()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor by = new[] { 2.0 }.ToTensor([1]).requires_grad_(), other = new[] { 5.0 }.ToTensor([1]).requires_grad_();
        Derivatives.Of((by * other).sum(), [by])[0].ToNumber().ShouldBe(5);
        (other.grad is null).ShouldBeTrue();
    }

    [Fact]
    public void A_slope_can_be_derived_again()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor x = new[] { 2.0 }.ToTensor([1]).requires_grad_();
        Tensor slope = Derivatives.Of(x.pow(3).sum(), [x], isDerivedAgain: true)[0];
        Derivatives.Of(slope.sum(), [x])[0].ToNumber().ShouldBe(12);
    }

    [Fact]
    public void A_linear_scalar_has_the_value_and_the_slopes_that_it_is_given()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor x = new[] { 2.0, 3 }.ToTensor([2]).requires_grad_();
        Tensor scalar = Derivatives.Linear(7, [x], [new[] { 0.5, -1 }.ToTensor([2])]);
        scalar.ToNumber().ShouldBe(7);
        scalar.backward();
        x.grad!.ToArray<double>().ShouldBe([0.5, -1]);
    }
}
