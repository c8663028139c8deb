using DeepDefense.Torch.Interop;

namespace DeepDefense.Torch;

/// <content>Operators as methods, under PyTorch's names.</content>
public sealed partial class Tensor
{
    /// <summary>Elementwise sum, with broadcasting.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => Operators.Add.Call(left, right);

    /// <summary>Adds a number to each element.</summary>
    public static Tensor operator +(Tensor left, double right) => Operators.AddScalar.Call(left, right);

    /// <summary>Elementwise difference, with broadcasting.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => Operators.Sub.Call(left, right);

    /// <summary>Elementwise negation.</summary>
    public static Tensor operator -(Tensor tensor) => Operators.Neg.Call(tensor);

    /// <summary>Elementwise product, with broadcasting.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => Operators.Mul.Call(left, right);

    /// <summary>Multiplies each element by a number.</summary>
    public static Tensor operator *(Tensor left, double right) => Operators.MulScalar.Call(left, right);

    /// <summary>Elementwise quotient, with broadcasting.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => Operators.Div.Call(left, right);

    /// <summary>Elementwise absolute value.</summary>
    public Tensor Abs() => Operators.Abs.Call(this);

    /// <summary>Elementwise exponential.</summary>
    public Tensor Exp() => Operators.Exp.Call(this);

    /// <summary>Elementwise natural logarithm.</summary>
    public Tensor Log() => Operators.Log.Call(this);

    /// <summary>Elementwise square root.</summary>
    public Tensor Sqrt() => Operators.Sqrt.Call(this);

    /// <summary>Elementwise hyperbolic tangent.</summary>
    public Tensor Tanh() => Operators.Tanh.Call(this);

    /// <summary>Elementwise maximum with 0.</summary>
    public Tensor Relu() => Operators.Relu.Call(this);

    /// <summary>Elementwise limit to [minimum, maximum]; null is no limit.</summary>
    public Tensor Clamp(double? minimum = null, double? maximum = null) =>
        Operators.Clamp.Call(this, Optional(minimum), Optional(maximum));

    /// <summary>Elementwise ln(1 + e^x).</summary>
    public Tensor Softplus() => Operators.Softplus.Call(this);

    /// <summary>Elementwise nearest whole number, halves to the even one. Its gradient is 0.</summary>
    public Tensor Round() => Operators.Round.Call(this);

    /// <summary>Sum of all elements.</summary>
    public Tensor Sum() => Operators.Sum.Call(this);

    /// <summary>Mean of all elements.</summary>
    public Tensor Mean() => Operators.Mean.Call(this);

    /// <summary>Mean over some dimensions.</summary>
    public Tensor Mean(long[] dimensions, bool keepDimensions = false) =>
        Operators.MeanDims.Call(this, dimensions, keepDimensions);

    /// <summary>ln of the sum of exponentials along a dimension, without overflow.</summary>
    public Tensor LogSumExp(long dimension) => Operators.LogSumExp.Call(this, new[] { dimension }, false);

    /// <summary>Index of the largest element along a dimension.</summary>
    public Tensor ArgMax(long dimension) => Operators.ArgMax.Call(this, dimension);

    /// <summary>Picks elements along a dimension by index.</summary>
    public Tensor Gather(long dimension, Tensor index) => Operators.Gather.Call(this, dimension, index);

    /// <summary>Probabilities along a dimension.</summary>
    public Tensor Softmax(long dimension) => Operators.Softmax.Call(this, dimension);

    /// <summary>Logarithms of the probabilities along a dimension.</summary>
    public Tensor LogSoftmax(long dimension) => Operators.LogSoftmax.Call(this, dimension);

    /// <summary>The same elements under another shape; -1 stands for what is left.</summary>
    public Tensor Reshape(params long[] shape) => Operators.Reshape.Call(this, shape);

    /// <summary>Merges the dimensions from <paramref name="first"/> on into one.</summary>
    public Tensor Flatten(long first = 1) => Operators.Flatten.Call(this, first, -1);

    /// <summary>Reorders the dimensions.</summary>
    public Tensor Permute(params long[] order) => Operators.Permute.Call(this, order);

    /// <summary>A range of one dimension.</summary>
    public Tensor Narrow(long dimension, long start, long length) => Operators.Narrow.Call(this, dimension, start, length);

    /// <summary>Elements 0, step, 2 step, ... of a dimension.</summary>
    public Tensor EveryNth(long dimension, long step) => Operators.Slice.Call(this, dimension, Argument.None, Argument.None, step);

    /// <summary>Mirrors along dimensions.</summary>
    public Tensor Flip(params long[] dimensions) => Operators.Flip.Call(this, dimensions);

    /// <summary>Pads with a constant; sizes as in PyTorch, last dimension first.</summary>
    public Tensor Pad(long[] sizes, double value = 0) => Operators.ConstantPad.Call(this, sizes, value);

    /// <summary>The same elements, cut off from the recording.</summary>
    public Tensor Detach() => Operators.Detach.Call(this);

    /// <summary>A copy of the elements.</summary>
    public Tensor Clone() => Operators.Clone.Call(this, Argument.None);

    /// <summary>The same elements in a given memory format.</summary>
    public Tensor Contiguous(MemoryFormat format = MemoryFormat.Contiguous) => Operators.Contiguous.Call(this, format);

    /// <summary>The same values as another element type, and perhaps in another memory format.</summary>
    public Tensor To(ScalarType type, MemoryFormat format = MemoryFormat.Preserve) =>
        Operators.ToType.Call(this, type, false, false, format);

    /// <summary>The same values on a device.</summary>
    public Tensor To(Device device) => Operators.ToDevice.Call(this, device, Type);

    /// <summary>Joins tensors along a dimension.</summary>
    public static Tensor Cat(Tensor[] tensors, long dimension = 0) => Operators.Cat.Call(tensors, dimension);

    /// <summary>Overwrites the elements with those of another tensor of the same shape.</summary>
    public void CopyFrom(Tensor source)
    {
        using NoGrad pause = NoGrad.Enter();
        Operators.CopyInPlace.Run(this, source);
    }

    /// <summary>Overwrites each element with a number.</summary>
    public void Fill(double value)
    {
        using NoGrad pause = NoGrad.Enter();
        Operators.FillInPlace.Run(this, value);
    }

    /// <summary>Overwrites the elements with draws of a normal distribution.</summary>
    public Tensor FillNormal(double mean, double deviation, Seed seed)
    {
        using NoGrad pause = NoGrad.Enter();
        Operators.NormalInPlace.Run(this, mean, deviation, seed);
        return this;
    }

    /// <summary>Overwrites the elements with draws of a uniform distribution over [low, high).</summary>
    public Tensor FillUniform(double low, double high, Seed seed)
    {
        using NoGrad pause = NoGrad.Enter();
        Operators.UniformInPlace.Run(this, low, high, seed);
        return this;
    }

    private static Argument Optional(double? number) => number is double given ? given : Argument.None;
}
