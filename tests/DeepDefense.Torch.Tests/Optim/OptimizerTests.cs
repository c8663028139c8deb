using DeepDefense.Torch.Optim;

namespace DeepDefense.Torch.Tests.Optim;

public sealed class OptimizerTests : LeakCheck
{
    private readonly OptimizerOracle _oracle;

    public OptimizerTests() => _oracle = new OptimizerOracle();

    [Fact]
    public void Steps_are_counted()
    {
        using Sgd optimizer = new(_oracle.Groups);
        _oracle.Take(optimizer, 0, 2);
        optimizer.Steps.ShouldBe(2);
    }

    [Fact]
    public void A_step_forgets_the_gradients()
    {
        using Sgd optimizer = new(_oracle.Groups);
        _oracle.Take(optimizer, 0, 1);
        _oracle.Groups[0].Parameters[0].Grad.ShouldBeNull();
    }

    [Fact]
    public void Gradients_are_forgotten_without_a_step()
    {
        using Sgd optimizer = new(_oracle.Groups);
        _oracle.Gradients();
        optimizer.ClearGradients();
        _oracle.Groups[1].Parameters[0].Grad.ShouldBeNull();
    }

    [Fact]
    public void State_is_named_by_slot_group_and_parameter()
    {
        using AdamW optimizer = new(_oracle.Groups);
        optimizer.State().Select(entry => entry.Name)
            .ShouldBe(["mean.0.0", "mean.0.1", "square.0.0", "square.0.1", "mean.1.0", "square.1.0"]);
    }

    [Theory]
    [InlineData("sgd_momentum")]
    [InlineData("adamw")]
    public void A_run_continues_from_its_saved_state(string name)
    {
        using TensorScope scope = TensorScope.Enter();
        using Optimizer first = Make(name), second = Make(name);
        _oracle.Take(first, 0, 2);
        second.LoadState(first.Steps, first.State().ToDictionary(entry => entry.Name, entry => entry.Tensor));
        _oracle.Take(second, 2, 3);
        _oracle.ShouldAgree(name, 3);
    }

    [Fact]
    public void A_gap_in_the_saved_state_is_refused()
    {
        using Sgd optimizer = new(_oracle.Groups);
        Should.Throw<KeyNotFoundException>(() => optimizer.LoadState(1, new Dictionary<string, Tensor>()));
    }

    [Fact]
    public void A_new_optimizer_knows_nothing_of_the_last()
    {
        using (Sgd first = new(_oracle.Groups)) { _oracle.Take(first, 0, 2); }
        _oracle.Reset();
        using Sgd second = new(_oracle.Groups);
        _oracle.Take(second, 0, 3);
        _oracle.ShouldAgree("sgd_momentum", 3);
    }

    [Fact]
    public void A_step_without_gradients_moves_nothing()
    {
        using Sgd optimizer = new(_oracle.Groups);
        double[] before = _oracle.Groups[0].Parameters[0].ToArray<double>();
        optimizer.Step(1);
        _oracle.Groups[0].Parameters[0].ToArray<double>().ShouldBe(before);
    }

    protected override void Free() => _oracle.Dispose();

    private Optimizer Make(string name) => name == "adamw" ? new AdamW(_oracle.Groups) : new Sgd(_oracle.Groups);
}
