using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch;

/// <summary>Layers without state, under the names of torch.nn.functional.</summary>
public static class Functional
{
    private const int OneDnnChannelBlock = 16;
    private const double Unlikely = 1e30;

    /// <summary>Cross-correlation of images with kernels.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="weight">(O, C / groups, kH, kW).</param>
    /// <param name="bias">(O), or null.</param>
    /// <param name="stride">Step of the window, in pixels.</param>
    /// <param name="padding">Zeros on each side, in pixels.</param>
    /// <param name="groups">Blocks of channels that do not see each other.</param>
    /// <returns>(N, O, H', W').</returns>
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0,
        int groups = 1)
    {
        if (stride > 1 && padding == 0 && OverrunsOneDnn(weight, groups))
        {
            (input, stride) = (input.EveryNth(2, stride).EveryNth(3, stride), 1);
        }
        return Operators.Conv2d.Call(input, weight, bias, Pair(stride), Pair(padding), Pair(1), groups);
    }

    /// <summary>The transpose of <see cref="Conv2d"/>, stride 1: the full convolution of input and weight.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="weight">(C, O / groups, kH, kW).</param>
    /// <param name="groups">Blocks of channels that do not see each other.</param>
    /// <returns>(N, O, H + kH - 1, W + kW - 1).</returns>
    public static Tensor ConvTranspose2d(Tensor input, Tensor weight, int groups = 1) =>
        Operators.ConvTranspose2d.Call(input, weight, Argument.None, Pair(1), Pair(0), Pair(0), groups);

    /// <summary>Products with the rows of a matrix, and a bias.</summary>
    /// <param name="input">(N, I).</param>
    /// <param name="weight">(O, I).</param>
    /// <param name="bias">(O).</param>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias) => Operators.Linear.Call(input, weight, bias);

    /// <summary>Mean over windows; the padding counts in the divisor, as in Caffe and PyTorch.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="kernel">Side of the window, in pixels.</param>
    /// <param name="stride">Step of the window, in pixels.</param>
    /// <param name="padding">Zeros on each side, in pixels.</param>
    /// <param name="ceil">Caffe's rule: round the output size up.</param>
    public static Tensor AvgPool2d(Tensor input, int kernel, int stride, int padding = 0, bool ceil = false) =>
        Operators.AvgPool2d.Call(input, Pair(kernel), Pair(stride), Pair(padding), ceil, true, Argument.None);

    /// <summary>Maximum over windows.</summary>
    public static Tensor MaxPool2d(Tensor input, int kernel, int stride, int padding = 0, bool ceil = false) =>
        Operators.MaxPool2d.Call(input, Pair(kernel), Pair(stride), Pair(padding), Pair(1), ceil);

    /// <summary>Mean over all pixels: (N, C, H, W) to (N, C).</summary>
    public static Tensor GlobalAvgPool2d(Tensor input) =>
        Operators.AdaptiveAvgPool2d.Call(input, Pair(1)).Flatten();

    /// <summary>Bilinear resize with antialiasing, corners not aligned.</summary>
    /// <param name="input">(N, C, H, W), float.</param>
    /// <param name="height">New H, in pixels.</param>
    /// <param name="width">New W, in pixels.</param>
    public static Tensor InterpolateBilinearAntialias(Tensor input, int height, int width) =>
        Operators.BilinearAntialias.Call(input, new long[] { height, width }, false, Argument.None, Argument.None);

    /// <summary>Each pixel blown up to a square of equal pixels.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="factor">Side of the square, at least 1.</param>
    /// <returns>(N, C, factor H, factor W).</returns>
    public static Tensor UpsampleNearest2d(Tensor input, int factor)
    {
        ArgumentNullException.ThrowIfNull(input);
        long[] size = [factor * input.Shape[2], factor * input.Shape[3]];
        return Operators.UpsampleNearest2d.Call(input, size, Argument.None, Argument.None);
    }

    /// <summary>Mean cross-entropy of logits, each of one yes or no, against the answers.</summary>
    /// <param name="logits">Of any shape, before the sigmoid.</param>
    /// <param name="answers">Of the same shape and type, in [0, 1].</param>
    /// <returns>A scalar.</returns>
    public static Tensor BinaryCrossEntropyWithLogits(Tensor logits, Tensor answers) =>
        Operators.BinaryCrossEntropyWithLogits.Call(logits, answers, Argument.None, Argument.None, 1);

    /// <summary>Mean cross-entropy of logits against class numbers.</summary>
    /// <param name="logits">(N, K), before softmax.</param>
    /// <param name="labels">(N), int64, in [0, K).</param>
    /// <param name="labelSmoothing">Share of the label spread over all classes, in [0, 1).</param>
    /// <returns>A scalar.</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels, double labelSmoothing = 0) =>
        Operators.CrossEntropyLoss.Call(logits, labels, Argument.None, 1, -100, labelSmoothing);

    /// <summary>Cross-entropy of each row of logits.</summary>
    /// <returns>(N).</returns>
    public static Tensor CrossEntropyEach(Tensor logits, Tensor labels) =>
        Operators.CrossEntropyLoss.Call(logits, labels, Argument.None, 0, -100, 0.0);

    /// <summary>ln p / (1 - p) of the labels' probabilities p, exact where p is near 1.</summary>
    /// <param name="logits">(N, K), before softmax.</param>
    /// <param name="labels">(N), int64, in [0, K).</param>
    /// <returns>(N).</returns>
    public static Tensor LogOdds(Tensor logits, Tensor labels)
    {
        Tensor chosen = Operators.OneHot.Call(labels, logits.Shape[1]).To(logits.Type);
        Tensor others = (logits - chosen * Unlikely).LogSumExp(1);
        return logits.Gather(1, labels.Reshape(-1, 1)).Reshape(-1) - others;
    }

    // Strided 1x1 convolutions of fewer channels than a vector register holds: oneDNN's weight gradient writes behind
    // its buffer when the input is channels-last (oneDNN issue 6035; libtorch 1.13.1 has it). Pixels that the stride
    // skips do not matter to a 1x1 kernel, so they are left out beforehand.
    private static bool OverrunsOneDnn(Tensor weight, int groups) =>
        groups == 1 && weight.Shape[1] < OneDnnChannelBlock && weight.Shape[2] == 1 && weight.Shape[3] == 1;

    private static long[] Pair(long size) => [size, size];
}
