namespace DeepDefense.Torch.Scripting;

/// <summary>Values that stand in the code as themselves: libtorch computes them as it reads the file, so nothing else may.</summary>
internal sealed class ScriptLiteral
{
    private readonly IReadOnlyList<ScriptToken> _tokens;
    private int _at;

    private ScriptLiteral(IReadOnlyList<ScriptToken> tokens, int start) => (_tokens, _at) = (tokens, start);

    /// <summary>The beginning of what stands behind a '=' and is none of numbers, texts, devices and lists, tuples and dictionaries of them;
    /// null: nothing.</summary>
    internal static string? Other(IReadOnlyList<ScriptToken> tokens, int start)
    {
        const int Shown = 8;
        for (int i = start; i < tokens.Count; i++)
        {
            if (!tokens[i].Is("=")) { continue; }
            ScriptLiteral literal = new(tokens, i + 1);
            bool ends = literal.Value() && (literal._at == tokens.Count || tokens[literal._at].Is(",") || tokens[literal._at].Is(")"));
            if (!ends) { return string.Join(' ', tokens.Skip(i + 1).Take(Shown).Select(token => token.Text)); }
        }
        return null;
    }

    private bool Value()
    {
        if (_at >= _tokens.Count) { return false; }
        ScriptToken token = _tokens[_at++];
        return token switch
        {
            { Kind: ScriptTokenKind.Number or ScriptTokenKind.Text } => true,
            { Kind: ScriptTokenKind.Name, Text: "True" or "False" or "None" or "inf" or "nan" or "infj" or "nanj" } => true,
            { Kind: ScriptTokenKind.Name, Text: "annotate" } => Annotated(),
            { Kind: ScriptTokenKind.Name, Text: "torch" } => Take(".") && Take("device") && Take("(") && _at < _tokens.Count && _tokens[_at++].Kind == ScriptTokenKind.Text && Take(")"),
            { Kind: ScriptTokenKind.Sign, Text: "-" } => Value(),
            { Kind: ScriptTokenKind.Sign, Text: "(" } => Values(")"),
            { Kind: ScriptTokenKind.Sign, Text: "[" } => Values("]"),
            { Kind: ScriptTokenKind.Sign, Text: "{" } => Values("}"),
            _ => false,
        };
    }

    // Behind the bracket that opens; of a dictionary, colons between.
    private bool Values(string close)
    {
        while (!Take(close))
        {
            if (!Value() || (close == "}" && !(Take(":") && Value()))) { return false; }
            if (!Take(",")) { return Take(close); }
        }
        return true;
    }

    // annotate(List[int], []): its type is looked at with the other names.
    private bool Annotated()
    {
        if (!Take("(")) { return false; }
        for (int depth = 0; _at < _tokens.Count && !(depth == 0 && _tokens[_at].Is(",")); _at++)
        {
            if (!_tokens[_at].IsName && !(_tokens[_at].Kind == ScriptTokenKind.Sign && _tokens[_at].Text is "[" or "]" or "," or ".")) { return false; }
            depth += _tokens[_at].Is("[") ? 1 : _tokens[_at].Is("]") ? -1 : 0;
        }
        return Take(",") && Value() && Take(")");
    }

    private bool Take(string text)
    {
        bool here = _at < _tokens.Count && _tokens[_at].Is(text);
        if (here) { _at++; }
        return here;
    }
}
