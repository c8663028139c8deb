namespace DeepDefense.Torch.Scripting;

/// <summary>A tensor inside what a network's forward gives.</summary>
/// <param name="Method">The method of the network that gives it alone.</param>
/// <param name="Name">Where it stands, e.g. <c>element 0 of its tuple</c>.</param>
/// <param name="IsLogits">Whether its name says that it is the logits.</param>
internal sealed record ScriptOutput(string Method, string Name, bool IsLogits);

/// <summary>Gives a network whose forward gives several tensors a method for each, which calls forward and picks it: TorchSharp reads
/// no dictionaries, and where the tensor stands is known from the type alone. What is saved does not have them.</summary>
internal sealed class ScriptOutputs
{
    private const string Prefix = "deepdefense_output_";
    private const int MostDepth = 4, MostOfList = 4, MostMethods = 12;
    private static readonly string[] LogitsNames = ["logits", "out", "output"];

    private readonly ScriptProgram _program;
    private readonly List<(ScriptOutput Output, string Code)> _found = [];

    private ScriptOutputs(ScriptProgram program) => _program = program;

    /// <summary>The program with them, and what they give; a forward that gives one tensor needs none.</summary>
    internal static (ScriptProgram Program, IReadOnlyList<ScriptOutput> Outputs) Give(ScriptProgram program)
    {
        ScriptOutputs outputs = new(Take(program));
        ScriptClass root = program.Classes[program.Root.Type];
        if (root.Methods.FirstOrDefault(method => method.Name == "forward") is { } forward && TakesOneTensor(forward))
        {
            outputs.Look(TypeOf(forward), "  v0 = (self).forward(x)\n", 0, [], false);
        }
        ScriptFunction[] methods = [.. outputs._found.Select(found => Method(found.Output.Method, found.Code))];
        return (WithMethods(outputs._program, all => [.. all, .. methods]), [.. outputs._found.Select(found => found.Output)]);
    }

    /// <summary>The program without them.</summary>
    internal static ScriptProgram Take(ScriptProgram program) =>
        WithMethods(program, methods => [.. methods.Where(method => !method.Name.StartsWith(Prefix, StringComparison.Ordinal))]);

    /// <summary>The type of what forward gives, as TorchScript writes it.</summary>
    internal static string TypeOf(ScriptProgram program) =>
        program.Classes[program.Root.Type].Methods.FirstOrDefault(method => method.Name == "forward") is { } forward ? ScriptType.Text(TypeOf(forward)) : "nothing";

    private static ScriptProgram WithMethods(ScriptProgram program, Func<IReadOnlyList<ScriptFunction>, IReadOnlyList<ScriptFunction>> change) =>
        new(program.Version, [.. program.Sources.Select(source => source with
        {
            Classes = [.. source.Classes.Select(type => type.Type == program.Root.Type ? type with { Methods = change(type.Methods) } : type)],
        })], program.Root, program.Constants);

    // forward(self, x: Tensor), and what else there is has defaults.
    private static bool TakesOneTensor(ScriptFunction forward)
    {
        IReadOnlyList<ScriptToken> head = forward.Head.Tokens;
        IReadOnlyList<Range> arguments = ScriptCall.At("", head, 1, 2).Arguments;
        return arguments.Count >= 2 && head.Take(arguments[1]).ToArray() is [_, { Text: ":" }, { Text: "Tensor" }, ..]
            && arguments.Skip(2).All(argument => head.Take(argument).Any(token => token.Is("=")));
    }

    private static ScriptToken[] TypeOf(ScriptFunction forward) => [.. forward.Head.Tokens.SkipWhile(token => !token.Is("->")).Skip(1).SkipLast(1)];

    private static ScriptFunction Method(string name, string code)
    {
        ScriptLine[] lines = [.. ScriptLexer.Read($"def {name}(self, x: Tensor) -> Tensor:\n{code}", "an output", "code").Select(line => line with { Level = line.Level + 1 })];
        return new(name, lines[0], lines[1..]);
    }

    // Variable v{depth} is of this type.
    private void Look(IReadOnlyList<ScriptToken> type, string code, int depth, string[] path, bool isLogits)
    {
        if (depth > MostDepth || _found.Count == MostMethods) { return; }
        string here = $"v{depth}", next = $"v{depth + 1}";
        void Part(string picked, IReadOnlyList<ScriptToken> part, string name, bool named = false) => Look(part, $"{code}  {next} = {picked}\n", depth + 1, [name, .. path], isLogits || named);
        switch (type)
        {
            case [{ Text: "Tensor" }]:
                if (depth > 0) { _found.Add((new ScriptOutput($"{Prefix}{_found.Count}", string.Join(" of ", path), isLogits), $"{code}  return {here}\n")); }
                break;
            case [{ Text: "Optional" }, { Text: "[" }, { Text: "Tensor" }, { Text: "]" }]:
                Look([type[2]], $"{code}  if torch.__isnot__({here}, None):\n    {next} = unchecked_cast(Tensor, {here})\n  else:\n    ops.prim.RaiseException(\"none\")\n    {next} = uninitialized(Tensor)\n", depth + 1, path, isLogits);
                break;
            case [{ Text: "Tuple" }, { Text: "[" }, ..]:
                foreach ((int i, IReadOnlyList<ScriptToken> part) in ScriptType.Arguments(type).Index()) { Part($"{here}[{i}]", part, $"element {i} of its tuple"); }
                break;
            case [{ Text: "List" }, { Text: "[" }, ..]:
                for (int i = 0; i < MostOfList; i++) { Part($"{here}[{i}]", ScriptType.Arguments(type)[0], $"element {i} of its list"); }
                break;
            case [{ Text: "Dict" }, { Text: "[" }, { Text: "str" }, { Text: "," }, ..]:
                foreach (string key in LogitsNames) { Part($"{here}[\"{key}\"]", ScriptType.Arguments(type)[1], $"'{key}' of its dictionary", true); }
                string only = $"{code}  {next} = torch.values({here})\n  if torch.ne(torch.len({next}), 1):\n    ops.prim.RaiseException(\"several\")\n  else:\n    pass\n  v{depth + 2} = {next}[0]\n";
                Look(ScriptType.Arguments(type)[1], only, depth + 2, ["the only value of its dictionary", .. path], isLogits);
                break;
            default:
                if (_program.Classes.GetValueOrDefault(ScriptType.Text(type)) is not { Base: "NamedTuple" or "" } named) { break; }
                foreach ((string name, IReadOnlyList<ScriptToken> part) in named.Attributes) { Part($"{here}.{name}", part, $"{name} of its {named.Name}", LogitsNames.Contains(name)); }
                break;
        }
    }
}
