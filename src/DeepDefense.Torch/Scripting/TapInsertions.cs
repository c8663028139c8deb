namespace DeepDefense.Torch.Scripting;

/// <summary>Words that go between those of a statement, so that arguments and results of its calls pass through methods.</summary>
/// <param name="self">What the method calls its object.</param>
internal sealed class TapInsertions(string self)
{
    private readonly SortedDictionary<int, (List<ScriptToken> Closing, List<ScriptToken> Opening)> _at = [];

    /// <summary>Lets the arguments and the result of a call pass through the methods of its tap. Calls come outer ones first.</summary>
    internal void Wrap(TapSite site)
    {
        Around(site.Call.Start, site.Call.End, site.Name("keep_out"));
        Argument(site, 0, "keep_in");
        Argument(site, site.Weight, "keep_weight");
        Argument(site, site.Weight + 1, "keep_bias");
    }

    /// <summary>The statement with them.</summary>
    internal IReadOnlyList<ScriptToken> Into(IReadOnlyList<ScriptToken> tokens)
    {
        if (_at.Count == 0) { return tokens; }
        List<ScriptToken> all = [];
        for (int i = 0; i <= tokens.Count; i++)
        {
            if (_at.TryGetValue(i, out (List<ScriptToken> Closing, List<ScriptToken> Opening) here)) { all.AddRange([.. here.Closing, .. here.Opening]); }
            if (i < tokens.Count) { all.Add(tokens[i]); }
        }
        return all;
    }

    private void Argument(TapSite site, int number, string method)
    {
        if (number < site.Call.Arguments.Count) { Around(site.Call.Arguments[number].Start.Value, site.Call.Arguments[number].End.Value, site.Name(method)); }
    }

    private void Around(int start, int end, string method)
    {
        At(start).Opening.AddRange([new(ScriptTokenKind.Name, self), new(ScriptTokenKind.Sign, "."), new(ScriptTokenKind.Name, method), new(ScriptTokenKind.Sign, "(")]);
        At(end).Closing.Add(new(ScriptTokenKind.Sign, ")"));
    }

    private (List<ScriptToken> Closing, List<ScriptToken> Opening) At(int place)
    {
        if (!_at.TryGetValue(place, out (List<ScriptToken>, List<ScriptToken>) here)) { _at[place] = here = ([], []); }
        return here;
    }
}
