using System.Runtime.InteropServices;

namespace DeepDefense.Torch.Interop;

/// <summary>One ATen operator, resolved once by its schema name and then called through the dispatcher.</summary>
internal sealed class Operator
{
    private const int StackLimit = 64;
    private readonly nint _operator;
    private readonly string _name;

    /// <summary>Resolves an operator; libtorch not having it is an error that names it.</summary>
    /// <param name="name">Without namespace: <c>conv2d</c>.</param>
    /// <param name="overload">As in the schema; empty for the plain one.</param>
    internal Operator(string name, string overload = "")
    {
        _name = overload.Length == 0 ? name : $"{name}.{overload}";
        Native.OperatorFind($"aten::{name}", overload, out _operator).Check($"this libtorch has no operator {_name}");
    }

    /// <summary>Calls for one tensor.</summary>
    internal Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Span<Value> results = stackalloc Value[1];
        Invoke(arguments, results);
        return AsTensor(results[0]);
    }

    /// <summary>Calls for several tensors.</summary>
    internal Tensor[] CallMany(int count, params ReadOnlySpan<Argument> arguments)
    {
        Span<Value> results = count <= StackLimit ? stackalloc Value[count] : new Value[count];
        int got = Invoke(arguments, results);
        Tensor[] tensors = new Tensor[got];
        for (int i = 0; i < got; i++) { tensors[i] = AsTensor(results[i]); }
        return tensors;
    }

    /// <summary>Calls an in-place operator, whose result is its argument.</summary>
    internal void Run(params ReadOnlySpan<Argument> arguments) => Invoke(arguments, []);

    private Tensor AsTensor(Value value) => value.Kind == ValueKind.Tensor
        ? new Tensor(TensorHandle.Own((nint)value.Bits))
        : throw new TorchException($"{_name} gave {value.Kind}, not a tensor");

    private unsafe int Invoke(ReadOnlySpan<Argument> arguments, Span<Value> results)
    {
        int listed = 0;
        foreach (ref readonly Argument argument in arguments) { listed += ListLength(argument); }
        Span<long> lists = listed <= StackLimit ? stackalloc long[listed] : new long[listed];
        Span<Value> values = stackalloc Value[arguments.Length];
        fixed (long* list = lists)
        fixed (Value* value = values, result = results)
        {
            long* next = list;
            for (int i = 0; i < arguments.Length; i++) { value[i] = Marshal(arguments[i], ref next); }
            Status status = Native.OperatorCall(_operator, value, values.Length, result, results.Length, out int count);
            KeepAlive(arguments);
            status.Check(_name);
            return count;
        }
    }

    private static int ListLength(in Argument argument) => argument.Reference switch
    {
        long[] numbers => numbers.Length,
        Tensor[] tensors => tensors.Length,
        _ => 0,
    };

    private static unsafe Value Marshal(in Argument argument, ref long* next)
    {
        switch (argument.Reference)
        {
            case TensorHandle handle:
                return new Value { Kind = argument.Kind, Bits = Pointer(handle) };
            case long[] numbers:
                numbers.CopyTo(new Span<long>(next, numbers.Length));
                return List(argument.Kind, numbers.Length, ref next);
            case Tensor[] tensors:
                for (int i = 0; i < tensors.Length; i++) { next[i] = Pointer(tensors[i].Handle); }
                return List(argument.Kind, tensors.Length, ref next);
            default:
                return new Value { Kind = argument.Kind, Bits = argument.Bits };
        }
    }

    private static unsafe Value List(ValueKind kind, int count, ref long* next)
    {
        Value value = new() { Kind = kind, Count = count, Bits = (long)next };
        next += count;
        return value;
    }

    private static nint Pointer(SafeHandle handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, typeof(Tensor));
        return handle.DangerousGetHandle();
    }

    // Handles are only freed by their owner or, unreachable, by the finalizer: reachable until here is enough.
    private static void KeepAlive(ReadOnlySpan<Argument> arguments)
    {
        foreach (ref readonly Argument argument in arguments) { GC.KeepAlive(argument.Reference); }
    }
}
