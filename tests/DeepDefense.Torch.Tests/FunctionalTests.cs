using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch.Tests;

public sealed class FunctionalTests : LeakCheck
{
    [Fact]
    public void Convolution_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.Conv2d(x[0], x[1], x[2], stride: 2, padding: 1),
            [2, 3, 5, 5], [4, 3, 3, 3], [4]);

    [Fact]
    public void Grouped_convolution_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.Conv2d(x[0], x[1], padding: 2, groups: 3), [1, 3, 4, 4], [6, 1, 5, 5]);

    [Fact]
    public void Composed_convolution_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(
            x => Functional.Conv2d(x[2], Functional.ConvTranspose2d(x[0], x[1], groups: 3), stride: 2, padding: 2),
            [2, 6, 3, 3], [6, 1, 3, 3], [1, 3, 5, 5]);

    // Through oneDNN this overran the heap: issue 6035 of oneDNN.
    [Fact]
    public void Strided_pointwise_convolution_of_few_channels_last_has_the_gradient_of_the_plain_layout()
    {
        using TensorScope scope = TensorScope.Enter();
        int threads = TorchRuntime.Threads;
        TorchRuntime.Threads = 2;
        try
        {
            float[] channelsLast = WeightGradient(MemoryFormat.ChannelsLast), plain = WeightGradient(MemoryFormat.Contiguous);
            Numbers.LargestDifference(channelsLast, plain).ShouldBeLessThan(1e-3);
        }
        finally
        {
            TorchRuntime.Threads = threads;
        }

        static float[] WeightGradient(MemoryFormat format)
        {
            Tensor input = Tensor.Zeros(129, 4, 16, 16).FillUniform(-1, 1, new Seed(1)).Contiguous(format);
            Tensor weight = Tensor.Zeros(8, 4, 1, 1).FillUniform(-1, 1, new Seed(2)).Contiguous(format).RequireGrad();
            Functional.Conv2d(input, weight, stride: 2).Sum().Backward();
            return weight.Grad!.Contiguous().ToArray<float>();
        }
    }

    [Fact]
    public void Log_odds_have_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.LogOdds(x[0], Tensor.From<long>([2, 0, 1], 3)), [3, 4]);

    [Fact]
    public void Log_odds_of_a_sure_label_are_exact()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor odds = Functional.LogOdds(Tensor.From<float>([40, 0], 1, 2), Tensor.From<long>([0], 1));
        odds.ToArray<float>().ShouldBe([40f]);
    }

    [Fact]
    public void Linear_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.Linear(x[0], x[1], x[2]), [3, 4], [2, 4], [2]);

    [Fact]
    public void Batch_norm_in_training_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => BatchNorm(x, training: true), [3, 2, 3, 3], [2], [2]);

    [Fact]
    public void Batch_norm_in_use_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => BatchNorm(x, training: false), [3, 2, 3, 3], [2], [2]);

    [Fact]
    public void Mean_pooling_rounded_up_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.AvgPool2d(x[0], 5, 2, 1, ceil: true), [1, 2, 8, 8]);

    [Fact]
    public void Mean_pooling_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.AvgPool2d(x[0], 3, 2, 1), [1, 2, 6, 6]);

    [Fact]
    public void Max_pooling_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.MaxPool2d(x[0], 3, 2, 1), [1, 2, 6, 6]);

    [Fact]
    public void Global_pooling_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.GlobalAvgPool2d(x[0]), [2, 3, 3, 2]);

    [Fact]
    public void Antialiased_resizing_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.InterpolateBilinearAntialias(x[0], 3, 5), [1, 2, 6, 4]);

    [Fact]
    public void Tanh_has_the_gradients_of_central_differences() => GradientCheck.Verify(x => x[0].Tanh(), [20]);

    [Fact]
    public void Abs_has_the_gradients_of_central_differences() => GradientCheck.Verify(x => x[0].Abs(), [20]);

    [Fact]
    public void Relu_has_the_gradients_of_central_differences() => GradientCheck.Verify(x => x[0].Relu(), [20]);

    [Fact]
    public void Softplus_has_the_gradients_of_central_differences() => GradientCheck.Verify(x => x[0].Softplus(), [20]);

    [Fact]
    public void Log_softmax_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => x[0].LogSoftmax(1), [3, 4]);

    [Fact]
    public void Softmax_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => x[0].Softmax(1), [3, 4]);

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Cross_entropy_has_the_gradients_of_central_differences(double smoothing) =>
        GradientCheck.Verify(x => Functional.CrossEntropy(x[0], Tensor.From<long>([0, 3, 1], 3), smoothing), [3, 4]);

    [Fact]
    public void Cross_entropy_of_each_row_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.CrossEntropyEach(x[0], Tensor.From<long>([0, 3, 1], 3)), [3, 4]);

    [Fact]
    public void Nearest_upsampling_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(x => Functional.UpsampleNearest2d(x[0], 2), [2, 3, 2, 3]);

    [Fact]
    public void Nearest_upsampling_repeats_rows_and_columns()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor large = Functional.UpsampleNearest2d(Tensor.From<float>([1, 2], 1, 1, 1, 2), 2);
        large.Shape.ToArray().ShouldBe([1, 1, 2, 4]);
        large.ToArray<float>().ShouldBe([1, 1, 2, 2, 1, 1, 2, 2]);
    }

    [Fact]
    public void Binary_cross_entropy_has_the_gradients_of_central_differences() =>
        GradientCheck.Verify(
            x => Functional.BinaryCrossEntropyWithLogits(x[0], Tensor.From<double>([1, 0, 0, 1, 1, 0], 2, 3)), [2, 3]);

    [Fact]
    public void Binary_cross_entropy_is_the_mean_softplus_of_the_logit_against_the_answer()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor logits = Tensor.From<double>([0.5, -2, 30], 3), answers = Tensor.From<double>([1, 0, 0], 3);
        double expected = (Math.Log(1 + Math.Exp(-0.5)) + Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(30))) / 3;
        Functional.BinaryCrossEntropyWithLogits(logits, answers).ToDouble().ShouldBe(expected, 1e-14);
    }

    [Fact]
    public void Cross_entropy_is_the_mean_of_its_rows()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor logits = Numbers.Signed("logits", 3, 4), labels = Tensor.From<long>([0, 3, 1], 3);
        Functional.CrossEntropy(logits, labels).ToDouble()
            .ShouldBe(Functional.CrossEntropyEach(logits, labels).ToArray<double>().Average(), 1e-14);
    }

    [Fact]
    public void Cross_entropy_is_the_negative_log_softmax_of_the_label()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor logits = Numbers.Signed("logits", 1, 4);
        Functional.CrossEntropy(logits, Tensor.From<long>([2], 1)).ToDouble()
            .ShouldBe(-logits.LogSoftmax(1).ToArray<double>()[2], 1e-14);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused_by_the_name_of_the_operator()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor logits = Tensor.Zeros(1, 4), labels = Tensor.From<long>([4], 1);
        Should.Throw<TorchException>(() => Functional.CrossEntropy(logits, labels)).Message
            .ShouldStartWith("cross_entropy_loss: ");
    }

    [Fact]
    public void A_kernel_of_other_channels_is_refused_by_the_name_of_the_operator()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor images = Tensor.Zeros(1, 3, 4, 4), kernel = Tensor.Zeros(2, 4, 3, 3);
        Should.Throw<TorchException>(() => Functional.Conv2d(images, kernel)).Message.ShouldStartWith("conv2d: ");
    }

    [Fact]
    public void A_matrix_of_other_columns_is_refused_by_the_name_of_the_operator()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor rows = Tensor.Zeros(2, 3), matrix = Tensor.Zeros(4, 5);
        Should.Throw<TorchException>(() => Functional.Linear(rows, matrix, null)).Message.ShouldStartWith("linear: ");
    }

    [Fact]
    public void A_resize_to_the_same_size_changes_nothing()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor images = Numbers.Signed("images", 1, 2, 4, 5);
        Functional.InterpolateBilinearAntialias(images, 4, 5).ShouldAgree(images, 1e-14, "resized");
    }

    private static Tensor BatchNorm(Tensor[] x, bool training)
    {
        Tensor mean = Tensor.Full(0.1, [2], ScalarType.Float64), variance = Tensor.Full(0.7, [2], ScalarType.Float64);
        return Operators.BatchNorm.Call(x[0], x[1], x[2], mean, variance, training, 0.1, 1e-5, false);
    }
}
