using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Looks at every name in the code of an archive: each is a keyword, an allowed operator, a name of the archive's own, or
/// the reason to refuse it.</summary>
internal sealed class ScriptCheck
{
    private readonly string _path;
    private readonly HashSet<string> _defined, _members;

    // Knows what the archive defines itself.
    private ScriptCheck(string path, IReadOnlyList<ScriptSource> sources)
    {
        _path = path;
        _defined = [.. sources.SelectMany(source => source.Classes.Select(type => type.Type).Concat(source.Functions.Select(function => $"{source.Module}.{function.Name}")))];
        _members = [.. sources.SelectMany(source => source.Classes).SelectMany(MembersOf)];
    }

    /// <summary>Checks the code of an archive.</summary>
    /// <exception cref="ModelFormatException">Something in it is not allowed; the message names the entry, the line and the name.</exception>
    internal static void Run(IReadOnlyList<ScriptSource> sources, string path)
    {
        ScriptCheck check = new(path, sources);
        foreach (ScriptSource source in sources)
        {
            foreach (ScriptClass type in source.Classes)
            {
                foreach (ScriptLine field in type.Fields) { check.Field(source.Entry, type, field); }
                foreach (ScriptFunction method in type.Methods) { check.Function(source.Entry, method); }
            }
            foreach (ScriptFunction function in source.Functions) { check.Function(source.Entry, function); }
        }
    }

    private static IEnumerable<string> MembersOf(ScriptClass type) => type.Methods.Select(method => method.Name)
        .Concat(type.Fields.Where(field => field.Tokens is [{ Kind: ScriptTokenKind.Name }, { Text: ":" or "=" }, ..]).Select(field => field.Tokens[0].Text))
        .Concat(type.Attributes.Select(attribute => attribute.Name));

    private void Field(string entry, ScriptClass type, ScriptLine line)
    {
        switch (line.Tokens)
        {
            case [{ Text: "pass" }]: return;
            case [{ Text: "__parameters__" or "__buffers__" or "__annotations__" }, { Text: "=" }, { Text: "[" or "{" }, ..]:
                if (line.Tokens.Skip(2).Any(token => token.IsName)) { throw Refusal(entry, line, "a name in a list of texts", "texts"); }
                return;
            case [{ Text: "__annotations__" }, { Text: "[" }, { Kind: ScriptTokenKind.Text }, { Text: "]" }, { Text: "=" }, ..] when !line.Tokens[2].Text.Contains('\\', StringComparison.Ordinal):
                Own(entry, line, line.Tokens[2].Text[1..^1]);
                FieldType(entry, line, 5);
                return;
            case [{ Kind: ScriptTokenKind.Name }, { Text: ":" }, ..]:
                Own(entry, line, line.Tokens[0].Text);
                FieldType(entry, line, 2);
                return;
            default: throw Refusal(entry, line, $"'{line}'".Trim(), "an attribute with its type");
        }
    }

    // A type, and of a constant its value.
    private void FieldType(string entry, ScriptLine line, int start)
    {
        Values(entry, line, start);
        ScriptToken[] type = [.. line.Tokens.Skip(start).TakeWhile(token => !token.Is("="))];
        if (type.Where((token, i) => token.Is("(") && !(i + 1 < type.Length && type[i + 1].Is(")"))).Any()) { throw Refusal(entry, line, "a bracket in the type of an attribute", "a type"); }
        Names(entry, line with { Tokens = [.. line.Tokens.Skip(start)] }, []);
    }

    // What stands behind '=' in a class or in the head of a function.
    private void Values(string entry, ScriptLine line, int start)
    {
        if (ScriptLiteral.Other(line.Tokens, start) is { } other) { throw Refusal(entry, line, $"'{other}' behind '=', which runs while the file is read", "a number, a text, or a list of them"); }
    }

    private void Function(string entry, ScriptFunction function)
    {
        if (function.Name is "__setstate__" or "__getstate__")
        {
            throw Refusal(entry, function.Head, $"a method {function.Name}, which runs while the file is read, as quantized networks have it", "a network in float numbers");
        }
        Own(entry, function.Head, function.Name);
        HashSet<string> locals = [.. function.Parameters, .. function.Body.SelectMany(LocalsOf)];
        if (locals.FirstOrDefault(name => ScriptVocabulary.RefusedNames.Contains(name) || ScriptVocabulary.Roots.Contains(name) || ScriptVocabulary.Keywords.Contains(name)) is { } shadow)
        {
            throw Refusal(entry, function.Head, $"a variable called '{shadow}' in {function.Name}", "a name that means nothing else");
        }
        Values(entry, function.Head, 2);
        Names(entry, function.Head with { Tokens = [.. function.Head.Tokens.Skip(2)] }, locals);
        foreach (ScriptLine line in function.Body) { Names(entry, line, locals); }
    }

    // A name that a class gives to something must not be an operator that is not allowed: behind a tensor, it would be that.
    private void Own(string entry, ScriptLine line, string name)
    {
        if (ScriptVocabulary.RefusedOperators.Contains(name) && name != "requires_grad")
        {
            throw Refusal(entry, line, $"'{name}' as a name of its own, which is also an operator that is not allowed", "another name");
        }
    }

    // What a statement gives a value to: names alone, or several in a row, before '=', behind 'for' and behind 'as'.
    private static IEnumerable<string> LocalsOf(ScriptLine line)
    {
        IReadOnlyList<ScriptToken> tokens = line.Tokens;
        int end = 0;
        while (end < tokens.Count && (tokens[end].IsName || tokens[end].Is(",") || tokens[end].Is("(") || tokens[end].Is(")"))) { end++; }
        bool given = end < tokens.Count && (tokens[end].Is("=") || (tokens[end].Is(":") && end == 1)), isFor = false;
        for (int i = 0; i < tokens.Count; i++)
        {
            isFor = tokens[i].Is("for") || (isFor && !tokens[i].Is("in"));
            bool isGiven = (given && i < end) || isFor || (i > 0 && tokens[i - 1].Is("as"));
            if (isGiven && tokens[i].IsName && !ScriptVocabulary.Keywords.Contains(tokens[i].Text)) { yield return tokens[i].Text; }
        }
    }

    private void Names(string entry, ScriptLine line, HashSet<string> locals)
    {
        IReadOnlyList<ScriptToken> tokens = line.Tokens;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].IsName) { continue; }
            string name = tokens[i].Text;
            if (ScriptVocabulary.Roots.Contains(name) && !(i > 0 && tokens[i - 1].Is("."))) { i = Chain(entry, line, i); }
            else if (i > 0 && tokens[i - 1].Is(".")) { Member(entry, line, name); }
            else if (!(ScriptVocabulary.Keywords.Contains(name) || ScriptVocabulary.Names.Contains(name) || locals.Contains(name) || IsKeyword(tokens, i)))
            {
                throw Refusal(entry, line, $"'{name}'", "what networks are made of");
            }
            if (name is "getattr" or "hasattr") { Member(entry, line, Named(entry, line, i)); }
            if (name is "unchecked_cast" or "annotate" or "uninitialized") { Cast(entry, line, i); }
        }
    }

    // f(name=value)
    private static bool IsKeyword(IReadOnlyList<ScriptToken> tokens, int at) =>
        at > 0 && at + 1 < tokens.Count && (tokens[at - 1].Is("(") || tokens[at - 1].Is(",")) && tokens[at + 1].Is("=");

    // The name in getattr(object, "name").
    private string Named(string entry, ScriptLine line, int at) =>
        at + 1 < line.Tokens.Count && line.Tokens[at + 1].Is("(") && ScriptCall.At("", line.Tokens, at, at + 1).Arguments is [_, Range name]
            && line.Tokens.Take(name).ToArray() is [{ Kind: ScriptTokenKind.Text } text] ? text.Text[1..^1]
            : throw Refusal(entry, line, "getattr of something else than an object and a text", "those two");

    // The type in unchecked_cast(type, value): libtorch believes it, and takes the fields of an object from where that type has them.
    private void Cast(string entry, ScriptLine line, int at)
    {
        string name = line.Tokens[at].Text;
        if (at + 1 < line.Tokens.Count && line.Tokens[at + 1].Is("(") && ScriptCall.At("", line.Tokens, at, at + 1).Arguments is [Range type, ..]
            && ScriptType.IsPlain([.. line.Tokens.Take(type)], tuples: name != "unchecked_cast")) { return; }
        throw Refusal(entry, line, $"{name} to a type of its own", "Tensor, numbers, texts, and lists of them");
    }

    private void Member(string entry, ScriptLine line, string name)
    {
        if (!_members.Contains(name) && !ScriptVocabulary.Members.Contains(name) && !ScriptVocabulary.Operators.Contains(name))
        {
            throw Refusal(entry, line, $"'.{name}'", "an attribute or method of the archive, or an operator on tensors");
        }
    }

    // torch.relu, ops.prim.device, CONSTANTS.c0, __torch__.torchvision.models.resnet.ResNet. Returns where it ends.
    private int Chain(string entry, ScriptLine line, int start)
    {
        IReadOnlyList<ScriptToken> tokens = line.Tokens;
        List<string> parts = [tokens[start].Text];
        int end = start;
        while (end + 2 < tokens.Count && tokens[end + 1].Is(".") && tokens[end + 2].IsName)
        {
            parts.Add(tokens[end + 2].Text);
            end += 2;
        }
        switch (parts)
        {
            case ["torch", string name, ..] when ScriptVocabulary.Operators.Contains(name): return start + 2;
            case ["ops", "prim", string name, ..] when ScriptVocabulary.Primitives.Contains(name): return start + 4;
            case ["ops", "aten", string name, ..] when ScriptVocabulary.Operators.Contains(name): return start + 4;
            case ["CONSTANTS", ['c', .. string number], ..] when number.Length > 0 && number.All(char.IsAsciiDigit): return start + 2;
            case ["__torch__", ..] when Defined(parts) is int used: return start + 2 * (used - 1);
        }
        string whole = string.Join('.', parts);
        if (parts is ["ops", "quantized", ..]) { throw Refusal(entry, line, $"'{whole}', an operator of quantized networks, which libtorch would build from the file without looking", "the network in float numbers, as it was before torch.ao.quantization"); }
        throw parts is ["ops", "torchvision", ..]
            ? Refusal(entry, line, $"'{whole}', an operator of torchvision's own library, which libtorch does not have", "operators of torch alone, as torchvision's classification networks have")
            : Refusal(entry, line, $"'{whole}'", parts[0] == "__torch__" ? "a class or function of the archive" : "an operator on tensors; files, processes and global state are out of reach");
    }

    // The parts that name a class or function of the archive; what follows are members.
    private int? Defined(List<string> parts)
    {
        for (int used = parts.Count; used > 1; used--)
        {
            if (_defined.Contains(string.Join('.', parts.Take(used)))) { return used; }
        }
        return null;
    }

    private ModelFormatException Refusal(string entry, ScriptLine line, string found, string expected) => new(_path, $"entry {entry}, line {line.Number}", found, expected);
}
