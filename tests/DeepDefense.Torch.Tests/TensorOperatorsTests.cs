namespace DeepDefense.Torch.Tests;

/// <summary>Tensor.Operators.cs.</summary>
public sealed class TensorOperatorsTests : LeakCheck
{
    public static TheoryData<string, double[]> Formulas { get; } = new()
    {
        { "add", [-0.5, 3.5] },
        { "add number", [0.5, 3.5] },
        { "subtract", [-1.5, 0.5] },
        { "negate", [1, -2] },
        { "multiply", [-0.5, 3] },
        { "multiply number", [-3, 6] },
        { "divide", [-2, 2 / 1.5] },
        { "abs", [1, 2] },
        { "exp", [Math.Exp(-1), Math.Exp(2)] },
        { "log", [0, Math.Log(2)] },
        { "sqrt", [1, Math.Sqrt(2)] },
        { "tanh", [Math.Tanh(-1), Math.Tanh(2)] },
        { "relu", [0, 2] },
        { "clamp below", [0.5, 2] },
        { "clamp above", [-1, 0.5] },
        { "clamp", [-0.5, 0.5] },
        { "softplus", [Math.Log(1 + Math.Exp(-1)), Math.Log(1 + Math.Exp(2))] },
        { "sum", [1] },
        { "mean", [0.5] },
        { "softmax", [1 / (1 + Math.Exp(3)), 1 / (1 + Math.Exp(-3))] },
        { "log softmax", [-Math.Log(1 + Math.Exp(3)), -Math.Log(1 + Math.Exp(-3))] },
        { "flip", [2, -1] },
        { "pad", [9, -1, 2] },
        { "narrow", [2] },
        { "cat", [-1, 2, 0.5, 1.5] },
        { "detach", [-1, 2] },
        { "clone", [-1, 2] },
    };

    [Theory]
    [MemberData(nameof(Formulas))]
    public void An_operator_gives_the_numbers_of_its_formula(string name, double[] expected)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.From<double>([-1, 2], 2);
        Tensor y = Tensor.From<double>([0.5, 1.5], 2);
        Tensor result = name switch
        {
            "add" => x + y,
            "add number" => x + 1.5,
            "subtract" => x - y,
            "negate" => -x,
            "multiply" => x * y,
            "multiply number" => x * 3,
            "divide" => x / y,
            "abs" => x.Abs(),
            "exp" => x.Exp(),
            "log" => x.Abs().Log(),
            "sqrt" => x.Abs().Sqrt(),
            "tanh" => x.Tanh(),
            "relu" => x.Relu(),
            "clamp below" => x.Clamp(minimum: 0.5),
            "clamp above" => x.Clamp(maximum: 0.5),
            "clamp" => x.Clamp(-0.5, 0.5),
            "softplus" => x.Softplus(),
            "sum" => x.Sum(),
            "mean" => x.Mean(),
            "softmax" => x.Softmax(0),
            "log softmax" => x.LogSoftmax(0),
            "flip" => x.Flip(0),
            "pad" => x.Pad([1, 0], 9),
            "narrow" => x.Narrow(0, 1, 1),
            "cat" => Tensor.Cat([x, y]),
            "detach" => x.Detach(),
            "clone" => x.Clone(),
            _ => throw new ArgumentException(name, nameof(name)),
        };
        Numbers.ShouldAgree(result.ToArray<double>(), expected, 1e-15, name);
    }

    [Fact]
    public void The_mean_over_dimensions_leaves_the_others()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.From<double>([1, 2, 3, 4], 2, 2);
        x.Mean([0]).ToArray<double>().ShouldBe([2, 3]);
    }

    [Fact]
    public void The_mean_may_keep_its_dimensions()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.Zeros(2, 3).Mean([1], keepDimensions: true).Shape.ToArray().ShouldBe([2, 1]);
    }

    [Fact]
    public void The_largest_element_is_found_along_a_dimension()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.From<float>([1, 5, 2, 9, 0, 3], 2, 3).ArgMax(1).ToArray<long>().ShouldBe([1, 0]);
    }

    [Fact]
    public void Elements_are_picked_by_index()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor index = Tensor.From<long>([2, 0], 2, 1);
        Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3).Gather(1, index).ToArray<float>().ShouldBe([3, 4]);
    }

    [Fact]
    public void A_reshape_takes_what_is_left()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.Zeros(4, 6).Reshape(3, -1).Shape.ToArray().ShouldBe([3, 8]);
    }

    [Fact]
    public void Flattening_leaves_the_batch()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.Zeros(2, 3, 4).Flatten().Shape.ToArray().ShouldBe([2, 12]);
    }

    [Fact]
    public void A_permutation_moves_the_elements()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3).Permute(1, 0).ToArray<float>().ShouldBe([1, 4, 2, 5, 3, 6]);
    }

    [Fact]
    public void A_conversion_changes_the_type()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.From<byte>([255], 1).To(ScalarType.Float32).ToArray<float>().ShouldBe([255]);
    }

    [Fact]
    public void Halves_are_rounded_to_the_even_number()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.From<double>([0.4, 0.5, 1.5, -0.6], 4).Round().ToArray<double>().ShouldBe([0, 0, 2, -1]);
    }

    [Fact]
    public void A_clone_has_its_own_elements()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(1);
        Tensor copy = x.Clone();
        x.Fill(1);
        copy.ToDouble().ShouldBe(0);
    }

    [Fact]
    public void A_copy_overwrites_a_parameter()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(2).RequireGrad();
        x.CopyFrom(Tensor.From<float>([1, 2], 2));
        x.ToArray<float>().ShouldBe([1, 2]);
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_refused_by_the_name_of_the_operator()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(2), y = Tensor.Zeros(3);
        Should.Throw<TorchException>(() => x + y).Message.ShouldStartWith("add.Tensor: ");
    }

    [Fact]
    public void A_reshape_that_loses_elements_is_refused_by_the_name_of_the_operator()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor x = Tensor.Zeros(2, 3);
        Should.Throw<TorchException>(() => x.Reshape(4)).Message.ShouldStartWith("reshape: ");
    }

    [Fact]
    public void Normal_draws_have_their_mean_and_deviation()
    {
        using TensorScope scope = TensorScope.Enter();
        double[] drawn = Tensor.Full(0, [10_000], ScalarType.Float64).FillNormal(3, 2, new Seed(1)).ToArray<double>();
        double mean = drawn.Average();
        double deviation = Math.Sqrt(drawn.Average(number => Math.Pow(number - mean, 2)));
        (Math.Abs(mean - 3) < 0.1 && Math.Abs(deviation - 2) < 0.1).ShouldBeTrue($"{mean} ± {deviation}");
    }

    [Fact]
    public void Uniform_draws_fill_their_range()
    {
        using TensorScope scope = TensorScope.Enter();
        double[] drawn = Tensor.Full(0, [10_000], ScalarType.Float64).FillUniform(-1, 3, new Seed(1)).ToArray<double>();
        (drawn.Min() is >= -1 and < -0.99 && drawn.Max() is > 2.99 and < 3).ShouldBeTrue();
    }

    [Fact]
    public void Equal_seeds_draw_equal_numbers()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.Zeros(100).FillNormal(0, 1, new Seed(9)).ToArray<float>()
            .ShouldBe(Tensor.Zeros(100).FillNormal(0, 1, new Seed(9)).ToArray<float>());
    }

    [Fact]
    public void Unequal_seeds_draw_unequal_numbers()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor.Zeros(100).FillNormal(0, 1, new Seed(9)).ToArray<float>()
            .ShouldNotBe(Tensor.Zeros(100).FillNormal(0, 1, new Seed(10)).ToArray<float>());
    }
}
