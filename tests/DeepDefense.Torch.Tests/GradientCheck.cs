namespace DeepDefense.Torch.Tests;

/// <summary>Compares backward with central differences, in float64.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-5;
    private const double Tolerance = 1e-7;

    /// <summary>Checks a function at one point, element by element of each input.</summary>
    /// <param name="function">Of float64 tensors, to one of any shape.</param>
    /// <param name="shapes">Of its inputs.</param>
    internal static void Verify(Func<Tensor[], Tensor> function, params long[][] shapes)
    {
        double[][] point = [.. shapes.Select((shape, i) => At(i, shape))];
        double[][] gradients = Backward(function, point, shapes);
        for (int i = 0; i < point.Length; i++)
        {
            double[] differences = [.. Enumerable.Range(0, point[i].Length)
                .Select(k => (Value(function, Moved(point, i, k, Step), shapes)
                    - Value(function, Moved(point, i, k, -Step), shapes)) / (2 * Step))];
            Numbers.ShouldAgree(gradients[i], differences, Tolerance, $"gradient of input {i}");
        }
    }

    private static double[] At(int input, long[] shape)
    {
        using TensorScope scope = TensorScope.Enter();
        return Numbers.Signed($"point {input}", shape).ToArray<double>();
    }

    private static double[][] Moved(double[][] point, int input, int element, double by)
    {
        double[][] moved = [.. point.Select(values => values.ToArray())];
        moved[input][element] += by;
        return moved;
    }

    private static double[][] Backward(Func<Tensor[], Tensor> function, double[][] point, long[][] shapes)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor[] inputs = Inputs(point, shapes);
        Along(function(inputs)).Backward();
        return [.. inputs.Select(input => input.Grad!.ToArray<double>())];
    }

    private static double Value(Func<Tensor[], Tensor> function, double[][] point, long[][] shapes)
    {
        using TensorScope scope = TensorScope.Enter();
        return Along(function(Inputs(point, shapes))).ToDouble();
    }

    private static Tensor[] Inputs(double[][] point, long[][] shapes) =>
        [.. point.Select((values, i) => Tensor.From<double>(values, shapes[i]).RequireGrad())];

    // A fixed direction, so that errors of the elements do not cancel.
    private static Tensor Along(Tensor output) => (output * Numbers.Signed("direction", output.Shape)).Sum();
}
