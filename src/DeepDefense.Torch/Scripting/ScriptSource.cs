using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>A function or method of an archive's code.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Head">Its <c>def</c>.</param>
/// <param name="Body">Its statements.</param>
internal sealed record ScriptFunction(string Name, ScriptLine Head, IReadOnlyList<ScriptLine> Body)
{
    /// <summary>The names of its parameters.</summary>
    internal IReadOnlyList<string> Parameters { get; } = [.. NamesAfter(Head.Tokens)];

    internal IEnumerable<ScriptLine> Lines => [Head, .. Body];

    // Behind the bracket and its commas, not inside the types between.
    private static IEnumerable<string> NamesAfter(IReadOnlyList<ScriptToken> tokens)
    {
        int depth = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (depth == 1 && tokens[i].IsName && (tokens[i - 1].Is("(") || tokens[i - 1].Is(","))) { yield return tokens[i].Text; }
            depth += tokens[i].Is("(") || tokens[i].Is("[") ? 1 : tokens[i].Is(")") || tokens[i].Is("]") ? -1 : 0;
            if (depth == 0 && tokens[i].Is(")")) { yield break; }
        }
    }
}

/// <summary>A class of an archive's code.</summary>
/// <param name="Type">Its qualified name.</param>
/// <param name="Base">What it is: Module, NamedTuple, Interface, ModuleInterface, or nothing.</param>
/// <param name="Head">Its <c>class</c>.</param>
/// <param name="Fields">Its statements but for the methods.</param>
/// <param name="Methods">Its methods.</param>
internal sealed record ScriptClass(string Type, string Base, ScriptLine Head, IReadOnlyList<ScriptLine> Fields, IReadOnlyList<ScriptFunction> Methods)
{
    /// <summary>The last part of its name, e.g. <c>Conv2d</c>.</summary>
    internal string Name => Type[(Type.LastIndexOf('.') + 1)..];

    /// <summary>The attributes of its objects, with their types, in order; not its constants.</summary>
    internal IReadOnlyList<(string Name, IReadOnlyList<ScriptToken> Type)> Attributes { get; } = [.. AttributesIn(Fields)];

    private static IEnumerable<(string, IReadOnlyList<ScriptToken>)> AttributesIn(IReadOnlyList<ScriptLine> fields)
    {
        foreach (IReadOnlyList<ScriptToken> tokens in fields.Select(field => field.Tokens))
        {
            if (tokens is [{ Kind: ScriptTokenKind.Name }, { Text: ":" }, ..] && !tokens.Any(token => token.Is("=")))
            {
                yield return (tokens[0].Text, [.. tokens.Skip(2)]);
            }
            else if (tokens is [{ Text: "__annotations__" }, { Text: "[" }, { Kind: ScriptTokenKind.Text }, { Text: "]" }, { Text: "=" }, ..])
            {
                yield return (tokens[2].Text[1..^1], [.. tokens.Skip(5)]);
            }
        }
    }
}

/// <summary>An entry of an archive's code, e.g. <c>code/__torch__/torchvision/models/resnet.py</c>.</summary>
/// <param name="Entry">The entry, without the archive's root.</param>
/// <param name="Classes">Its classes.</param>
/// <param name="Functions">Its functions.</param>
internal sealed record ScriptSource(string Entry, IReadOnlyList<ScriptClass> Classes, IReadOnlyList<ScriptFunction> Functions)
{
    internal const string Folder = "code/", Extension = ".py";

    /// <summary>The qualified name that those of its classes begin with, e.g. <c>__torch__.torchvision.models.resnet</c>.</summary>
    internal string Module => ModuleOf(Entry);

    /// <summary>Takes an entry apart.</summary>
    /// <exception cref="ModelFormatException">It has something else than classes and functions.</exception>
    internal static ScriptSource Read(string text, string path, string entry)
    {
        List<ScriptClass> classes = [];
        List<ScriptFunction> functions = [];
        IReadOnlyList<ScriptLine> lines = ScriptLexer.Read(text, path, entry);
        for (int at = 0; at < lines.Count;)
        {
            ScriptLine[] block = Block(lines, at);
            at += block.Length;
            switch (block[0].Tokens)
            {
                case [{ Text: "class" }, { Kind: ScriptTokenKind.Name }, ..]: classes.Add(Class(block, path, entry)); break;
                case [{ Text: "def" }, { Kind: ScriptTokenKind.Name }, { Text: "(" }, ..]: functions.Add(Function(block)); break;
                case [{ Text: "op_version_set" }, { Text: "=" }, { Kind: ScriptTokenKind.Number }] when block.Length == 1: break; // of the first versions
                default: throw Refusal(block[0], path, entry, "a class or a function");
            }
        }
        return new(entry, classes, functions);
    }

    /// <summary>The text that libtorch gets.</summary>
    internal string Write() => string.Concat(Classes.SelectMany(type => new[] { type.Head }.Concat(type.Fields).Concat(type.Methods.SelectMany(method => method.Lines)))
        .Concat(Functions.SelectMany(function => function.Lines)).Select(line => line + "\n"));

    private static string ModuleOf(string entry) => entry[Folder.Length..^Extension.Length].Replace('/', '.');

    private static ScriptClass Class(ScriptLine[] block, string path, string entry)
    {
        string parent = block[0].Tokens switch
        {
            [_, _, { Text: ":" }] => "",
            [_, _, { Text: "(" }, { Text: "Module" or "NamedTuple" or "Interface" or "ModuleInterface" } named, { Text: ")" }, { Text: ":" }] => named.Text,
            [_, _, { Text: "(" }, { Text: "Enum" }, ..] => throw Refusal(block[0], path, entry, "no enumeration: libtorch puts its values together without looking"),
            _ => throw Refusal(block[0], path, entry, "a class of TorchScript"),
        };
        List<ScriptLine> fields = [];
        List<ScriptFunction> methods = [];
        for (int at = 1; at < block.Length;)
        {
            ScriptLine[] inner = Block(block, at);
            at += inner.Length;
            if (inner[0].Tokens is [{ Text: "def" }, { Kind: ScriptTokenKind.Name }, { Text: "(" }, ..]) { methods.Add(Function(inner)); }
            else if (inner.Length == 1) { fields.Add(inner[0]); }
            else { throw Refusal(inner[0], path, entry, "attributes and methods"); }
        }
        return new($"{ModuleOf(entry)}.{block[0].Tokens[1].Text}", parent, block[0], fields, methods);
    }

    private static ScriptFunction Function(ScriptLine[] block) => new(block[0].Tokens[1].Text, block[0], [.. block.Skip(1).Select(Silent)]);

    // A warning goes to the terminal, with whatever the file makes it say.
    private static ScriptLine Silent(ScriptLine line) => line.Tokens is [{ Text: "torch" }, { Text: "." }, { Text: "warn" }, { Text: "(" }, ..]
        && ScriptCall.At("", line.Tokens, 0, 3).End == line.Tokens.Count ? line with { Tokens = [new(ScriptTokenKind.Name, "pass")] } : line;

    // A line and those that are indented below it.
    private static ScriptLine[] Block(IReadOnlyList<ScriptLine> lines, int start) => [lines[start], .. lines.Skip(start + 1).TakeWhile(line => line.Level > lines[start].Level)];

    private static ModelFormatException Refusal(ScriptLine line, string path, string entry, string expected) =>
        new(path, $"entry {entry}, line {line.Number}", $"'{string.Join(' ', line.Tokens.Take(8).Select(token => token.Text))}'", expected);
}
