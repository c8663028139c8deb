namespace DeepDefense.Torch.Tests;

public sealed class TensorScopeTests : LeakCheck
{
    [Fact]
    public void A_scope_frees_what_was_made_inside()
    {
        Tensor made;
        using (TensorScope.Enter()) { made = Tensor.Zeros(1); }
        IsFreed(made).ShouldBeTrue();
    }

    [Fact]
    public void A_scope_leaves_what_was_made_before()
    {
        using Tensor before = Tensor.Zeros(1);
        using (TensorScope.Enter()) { }
        IsFreed(before).ShouldBeFalse();
    }

    [Fact]
    public void A_kept_tensor_outlives_its_scope()
    {
        Tensor kept;
        using (TensorScope scope = TensorScope.Enter()) { kept = scope.Keep(Tensor.Zeros(1)); }
        bool freed = IsFreed(kept);
        kept.Dispose();
        freed.ShouldBeFalse();
    }

    [Fact]
    public void A_kept_tensor_belongs_to_the_scope_around()
    {
        Tensor kept;
        using (TensorScope.Enter())
        {
            using TensorScope inner = TensorScope.Enter();
            kept = inner.Keep(Tensor.Zeros(1));
        }
        IsFreed(kept).ShouldBeTrue();
    }

    [Fact]
    public void A_tensor_kept_by_an_inner_scope_lives_on_in_the_outer()
    {
        using TensorScope outer = TensorScope.Enter();
        Tensor kept;
        using (TensorScope inner = TensorScope.Enter()) { kept = inner.Keep(Tensor.Zeros(1)); }
        IsFreed(kept).ShouldBeFalse();
    }

    [Fact]
    public void An_inner_scope_leaves_the_tensors_of_the_outer()
    {
        using TensorScope outer = TensorScope.Enter();
        Tensor made = Tensor.Zeros(1);
        using (TensorScope.Enter()) { Tensor.Zeros(1); }
        IsFreed(made).ShouldBeFalse();
    }

    [Fact]
    public void The_outer_scope_takes_over_again_after_the_inner()
    {
        Tensor made;
        using (TensorScope.Enter())
        {
            using (TensorScope.Enter()) { }
            made = Tensor.Zeros(1);
        }
        IsFreed(made).ShouldBeTrue();
    }

    [Fact]
    public void Keeping_a_stranger_gives_it_back()
    {
        using Tensor stranger = Tensor.Zeros(1);
        using TensorScope scope = TensorScope.Enter();
        scope.Keep(stranger).ShouldBeSameAs(stranger);
    }

    [Fact]
    public void Keeping_a_tensor_of_the_outer_scope_leaves_it_there()
    {
        Tensor made;
        using (TensorScope.Enter())
        {
            made = Tensor.Zeros(1);
            using TensorScope inner = TensorScope.Enter();
            inner.Keep(made);
        }
        IsFreed(made).ShouldBeTrue();
    }

    [Fact]
    public void Keeping_twice_is_keeping_once()
    {
        Tensor kept;
        using (TensorScope.Enter())
        {
            using TensorScope inner = TensorScope.Enter();
            kept = inner.Keep(inner.Keep(Tensor.Zeros(1)));
        }
        IsFreed(kept).ShouldBeTrue();
    }

    [Fact]
    public void Keeping_nothing_is_refused() => Should.Throw<ArgumentNullException>(() =>
    {
        using TensorScope scope = TensorScope.Enter();
        scope.Keep(null!);
    });

    [Fact]
    public void An_unscoped_tensor_belongs_to_its_caller()
    {
        Tensor mine;
        using (TensorScope.Enter()) { mine = Tensor.Zeros(1).Unscoped(); }
        bool freed = IsFreed(mine);
        mine.Dispose();
        freed.ShouldBeFalse();
    }

    [Fact]
    public void A_scope_ends_when_an_exception_passes()
    {
        Tensor? made = null;
        Should.Throw<TorchException>(() =>
        {
            using TensorScope scope = TensorScope.Enter();
            made = Tensor.Zeros(1);
            made.Reshape(2);
        });
        IsFreed(made!).ShouldBeTrue();
    }

    [Fact]
    public void A_scope_leaves_the_tensors_of_other_threads()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor? made = null;
        Thread other = new(() => made = Tensor.Zeros(1));
        other.Start();
        other.Join();
        bool mine = made!.Owner is not null;
        made.Dispose();
        mine.ShouldBeFalse();
    }

    private static bool IsFreed(Tensor tensor) => tensor.Handle.IsClosed;
}
