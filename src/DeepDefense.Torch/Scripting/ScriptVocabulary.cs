using System.Collections.Frozen;

namespace DeepDefense.Torch.Scripting;

/// <summary>What the code of a foreign TorchScript archive may name: work on tensors, numbers, texts and lists, and nothing that
/// reaches outside of them. A list of what is allowed, not of what is not.</summary>
internal static class ScriptVocabulary
{
    /// <summary>Operators behind <c>torch.</c></summary>
    internal static FrozenSet<string> Operators { get; } = Read("allowed-operators.txt");

    /// <summary>Operators that are none of them.</summary>
    internal static FrozenSet<string> RefusedOperators { get; } = Read("refused-operators.txt");

    /// <summary>Operators behind <c>ops.prim.</c></summary>
    internal static FrozenSet<string> Primitives { get; } = Set("""
        NumToTensor RaiseException StringIndex abs data device dtype id index is_cpu
        is_cuda is_ipu is_maia is_meta is_mkldnn is_mps is_mtia is_nested is_quantized is_sparse is_sparse_csr is_vulkan is_xla is_xpu itemsize layout max min name
        nbytes rangelist requires_grad shape type unchecked_unwrap_optional
        """);

    /// <summary>Statements and operators that TorchScript prints.</summary>
    internal static FrozenSet<string> Keywords { get; } = Set("and as assert break class continue def del else for if in is not or pass raise return while with");

    /// <summary>Names that mean something everywhere and lead nowhere.</summary>
    internal static FrozenSet<string> Names { get; } = Set("""
        True False None inf nan infj nanj Tensor int float bool str complex number List Dict Tuple Optional Union Any NoneType Device Final
        annotate uninitialized unchecked_cast getattr hasattr isinstance range rangelist len list dict tuple zip enumerate sorted min max abs all any sum divmod ord chr bin
        oct hex round hash pow AssertionError
        """);

    /// <summary>Where a longer name begins, of which the rest is looked at.</summary>
    internal static FrozenSet<string> Roots { get; } = Set("torch ops CONSTANTS __torch__");

    /// <summary>What TorchScript knows besides and a file may not use, not even as a name of its own: printing, threads.</summary>
    internal static FrozenSet<string> RefusedNames { get; } = Set("print fork awaitable rpc_async rpc_sync rpc_remote");

    /// <summary>What may stand behind a dot of a tensor, a list or a text, beside operators: its properties, and conversions.</summary>
    internal static FrozenSet<string> Members { get; } = Set("""
        float double half bfloat16 long int short char byte bool cpu cuda device dtype shape layout requires_grad is_cuda is_cpu is_quantized is_sparse is_meta ndim itemsize nbytes
        T H mT mH real imag data tolist forward type_as index
        """);

    private static FrozenSet<string> Set(string names) => names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    private static FrozenSet<string> Read(string file)
    {
        using StreamReader reader = new(typeof(ScriptVocabulary).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToFrozenSet();
    }
}
