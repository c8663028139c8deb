namespace DeepDefense.Torch.Scripting;

/// <summary>A type, by its words.</summary>
internal static class ScriptType
{
    private static readonly HashSet<string> Leaves = ["Tensor", "int", "float", "bool", "str", "complex", "number", "Device", "NoneType"];

    /// <summary>Whether the compiler's word for a value can do no harm: numbers, texts and tensors, of which libtorch looks at every one that it
    /// uses, and lists of them. Of an object it does not look.</summary>
    /// <param name="type">The type.</param>
    /// <param name="tuples">Whether tuples and dictionaries of them are, too.</param>
    internal static bool IsPlain(IReadOnlyList<ScriptToken> type, bool tuples) => type switch
    {
        [{ Kind: ScriptTokenKind.Name } leaf] => Leaves.Contains(leaf.Text),
        [{ Kind: ScriptTokenKind.Name, Text: "List" or "Optional" }, { Text: "[" }, .., { Text: "]" }] => Arguments(type) is [var inner] && IsPlain(inner, tuples),
        [{ Kind: ScriptTokenKind.Name, Text: "Tuple" or "Dict" }, { Text: "[" }, .., { Text: "]" }] => tuples && Arguments(type).All(inner => IsPlain(inner, tuples)),
        _ => false,
    };

    /// <summary>What stands between the brackets of a type, by commas; nothing in <c>Tuple[()]</c>.</summary>
    internal static IReadOnlyList<IReadOnlyList<ScriptToken>> Arguments(IReadOnlyList<ScriptToken> type)
    {
        ScriptCall inside = ScriptCall.At("", type, 0, 1);
        IReadOnlyList<ScriptToken>[] parts = [.. inside.Arguments.Select(part => type.Skip(part.Start.Value).Take(part.End.Value - part.Start.Value).ToArray())];
        return parts is [[{ Text: "(" }, { Text: ")" }]] ? [] : parts;
    }

    /// <summary>As it is written, without spaces.</summary>
    internal static string Text(IReadOnlyList<ScriptToken> type) => string.Concat(type.Select(token => token.Text));
}
