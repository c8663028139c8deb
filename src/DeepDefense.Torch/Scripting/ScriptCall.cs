namespace DeepDefense.Torch.Scripting;

/// <summary>A call in a statement.</summary>
/// <param name="Function">What is called, e.g. <c>torch.conv2d</c>, by the name that it has in the archive.</param>
/// <param name="Start">Where its name begins.</param>
/// <param name="Open">Where its bracket is.</param>
/// <param name="End">Behind its closing bracket.</param>
/// <param name="Arguments">Where each argument begins and ends.</param>
internal sealed record ScriptCall(string Function, int Start, int Open, int End, IReadOnlyList<Range> Arguments)
{
    /// <summary>Names that a function gives to others: <c>_0 = __torch__.torch.nn.functional.batch_norm</c>.</summary>
    internal static IReadOnlyDictionary<string, string> AliasesIn(ScriptFunction function)
    {
        Dictionary<string, string> aliases = [];
        foreach (IReadOnlyList<ScriptToken> tokens in function.Body.Select(line => line.Tokens))
        {
            if (tokens is [{ Kind: ScriptTokenKind.Name }, { Text: "=" }, { Text: "__torch__" }, ..] && PathAt(tokens, 2) is var (path, end) && end == tokens.Count) { aliases[tokens[0].Text] = path; }
        }
        return aliases;
    }

    /// <summary>The calls of functions in a statement, outer ones before those in their arguments; not those of methods.</summary>
    internal static IEnumerable<ScriptCall> In(IReadOnlyList<ScriptToken> tokens, IReadOnlyDictionary<string, string> aliases)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].IsName || (i > 0 && tokens[i - 1].Is("."))) { continue; }
            (string path, int open) = PathAt(tokens, i);
            if (open < tokens.Count && tokens[open].Is("(")) { yield return At(aliases.GetValueOrDefault(path, path), tokens, i, open); }
        }
    }

    // A name and those behind its dots.
    private static (string Path, int End) PathAt(IReadOnlyList<ScriptToken> tokens, int start)
    {
        int end = start + 1;
        while (end + 1 < tokens.Count && tokens[end].Is(".") && tokens[end + 1].IsName) { end += 2; }
        return (string.Concat(tokens.Skip(start).Take(end - start).Select(token => token.Text)), end);
    }

    /// <summary>The call, or what else has a bracket there, with what stands between its commas.</summary>
    internal static ScriptCall At(string function, IReadOnlyList<ScriptToken> tokens, int start, int open)
    {
        List<Range> arguments = [];
        int depth = 0, begun = open + 1, i = open;
        for (; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != ScriptTokenKind.Sign) { continue; }
            depth += tokens[i].Text is "(" or "[" or "{" ? 1 : tokens[i].Text is ")" or "]" or "}" ? -1 : 0;
            bool ends = depth == 0 || (depth == 1 && tokens[i].Is(","));
            if (ends && i > begun) { arguments.Add(begun..i); }
            if (ends) { begun = i + 1; }
            if (depth == 0) { break; }
        }
        return new(function, start, open, i + 1, arguments);
    }
}
