namespace DeepDefense.Torch.Interop;

/// <summary>Every ATen operator that this library uses, resolved together when the library starts.</summary>
internal static class Operators
{
    // Arithmetic
    internal static readonly Operator Add = new("add", "Tensor");
    internal static readonly Operator AddScalar = new("add", "Scalar");
    internal static readonly Operator Sub = new("sub", "Tensor");
    internal static readonly Operator Mul = new("mul", "Tensor");
    internal static readonly Operator MulScalar = new("mul", "Scalar");
    internal static readonly Operator Div = new("div", "Tensor");
    internal static readonly Operator Neg = new("neg");
    internal static readonly Operator Abs = new("abs");
    internal static readonly Operator Exp = new("exp");
    internal static readonly Operator Log = new("log");
    internal static readonly Operator Sqrt = new("sqrt");
    internal static readonly Operator Tanh = new("tanh");
    internal static readonly Operator Relu = new("relu");
    internal static readonly Operator Clamp = new("clamp");
    internal static readonly Operator Softplus = new("softplus");
    internal static readonly Operator Round = new("round");

    // Reductions and comparisons
    internal static readonly Operator Sum = new("sum");
    internal static readonly Operator Mean = new("mean");
    internal static readonly Operator MeanDims = new("mean", "dim");
    internal static readonly Operator LogSumExp = new("logsumexp");
    internal static readonly Operator ArgMax = new("argmax");
    internal static readonly Operator Gather = new("gather");

    // Shape, type and place
    internal static readonly Operator Reshape = new("reshape");
    internal static readonly Operator Flatten = new("flatten", "using_ints");
    internal static readonly Operator Permute = new("permute");
    internal static readonly Operator Narrow = new("narrow");
    internal static readonly Operator Slice = new("slice", "Tensor");
    internal static readonly Operator Cat = new("cat");
    internal static readonly Operator Flip = new("flip");
    internal static readonly Operator ConstantPad = new("constant_pad_nd");
    internal static readonly Operator Detach = new("detach");
    internal static readonly Operator Clone = new("clone");
    internal static readonly Operator Contiguous = new("contiguous");
    internal static readonly Operator ToType = new("to", "dtype");
    internal static readonly Operator ToDevice = new("to", "device");
    internal static readonly Operator Where = new("where", "self");

    // Layers
    internal static readonly Operator Conv2d = new("conv2d");
    internal static readonly Operator ConvTranspose2d = new("conv_transpose2d", "input");
    internal static readonly Operator BatchNorm = new("batch_norm");
    internal static readonly Operator Linear = new("linear");
    internal static readonly Operator AvgPool2d = new("avg_pool2d");
    internal static readonly Operator AdaptiveAvgPool2d = new("adaptive_avg_pool2d");
    internal static readonly Operator MaxPool2d = new("max_pool2d");
    internal static readonly Operator UpsampleNearest2d = new("upsample_nearest2d");
    internal static readonly Operator BilinearAntialias = new("_upsample_bilinear2d_aa");

    // Losses
    internal static readonly Operator Softmax = new("softmax", "int");
    internal static readonly Operator LogSoftmax = new("log_softmax", "int");
    internal static readonly Operator OneHot = new("one_hot");
    internal static readonly Operator CrossEntropyLoss = new("cross_entropy_loss");
    internal static readonly Operator BinaryCrossEntropyWithLogits = new("binary_cross_entropy_with_logits");

    // In place
    internal static readonly Operator CopyInPlace = new("copy_");
    internal static readonly Operator FillInPlace = new("fill_", "Scalar");
    internal static readonly Operator NormalInPlace = new("normal_");
    internal static readonly Operator UniformInPlace = new("uniform_");

    // On lists of tensors, for optimizers
    internal static readonly Operator ForeachAdd = new("_foreach_add", "List");
    internal static readonly Operator ForeachAddInPlace = new("_foreach_add_", "List");
    internal static readonly Operator ForeachAddScalarInPlace = new("_foreach_add_", "Scalar");
    internal static readonly Operator ForeachMulInPlace = new("_foreach_mul_", "Scalar");
    internal static readonly Operator ForeachDivInPlace = new("_foreach_div_", "Scalar");
    internal static readonly Operator ForeachSqrt = new("_foreach_sqrt");
    internal static readonly Operator ForeachAddcmulInPlace = new("_foreach_addcmul_", "Scalar");
    internal static readonly Operator ForeachAddcdivInPlace = new("_foreach_addcdiv_", "Scalar");
    internal static readonly Operator ForeachNorm = new("_foreach_norm", "Scalar");
}
