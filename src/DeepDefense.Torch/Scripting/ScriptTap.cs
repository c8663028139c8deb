namespace DeepDefense.Torch.Scripting;

/// <summary>Changes a program so that its objects keep what goes into and comes out of their convolutions, linear layers and batch norms,
/// with the weights used and the order. <c>torch.conv2d(x, w, b)</c> becomes
/// <c>self.leave(torch.conv2d(self.enter(x), self.weigh(w), self.add(b)))</c>, with methods that keep what they are given and give it back:
/// what is kept is what the operator itself got, wherever in the code it stands.</summary>
internal sealed class ScriptTap
{
    private static readonly byte[] Zero = new byte[sizeof(long)];

    private readonly ScriptProgram _program;
    private readonly List<TapSite> _sites = [];
    private readonly Dictionary<string, (TapKind Kind, int Weight)> _known = new()
    {
        ["torch.conv2d"] = (TapKind.Convolution, 1),
        ["torch._convolution"] = (TapKind.Convolution, 1),
        ["torch.linear"] = (TapKind.Linear, 1),
        ["torch.batch_norm"] = (TapKind.Norm, 1),
    };

    private ScriptTap(ScriptProgram program)
    {
        _program = program;
        Dictionary<string, ScriptFunction> functions = program.Sources.SelectMany(source => source.Functions.Select(function => (Name: $"{source.Module}.{function.Name}", Function: function)))
            .ToDictionary(entry => entry.Name, entry => entry.Function);
        foreach ((string name, ScriptFunction function) in functions)
        {
            // torch.nn.functional.batch_norm, which scripted networks call.
            if (function is { Name: "batch_norm", Parameters: ["input", "running_mean", "running_var", "weight", "bias", ..] }) { _known[name] = (TapKind.Norm, 3); }
            else if (Reaches(function, "torch.linear", functions, [])) { _known[name] = (TapKind.HiddenLinear, 0); }
            else if (Reaches(function, "torch.conv2d", functions, []) || Reaches(function, "torch._convolution", functions, [])) { _known[name] = (TapKind.HiddenConvolution, 0); }
        }
    }

    /// <summary>The calls that are tapped.</summary>
    internal IReadOnlyList<TapSite> Sites => _sites;

    /// <summary>The tapped archive.</summary>
    internal byte[] Archive { get; private set; } = [];

    /// <summary>Taps a program.</summary>
    /// <param name="entries">Where it was read from; it is read anew.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="only">The number of a call of which the channels' means, or for a linear layer the input, are kept and nothing
    /// else; or null: all of every call is kept.</param>
    internal static ScriptTap Of(ArchiveEntries entries, string path, int? only)
    {
        ScriptTap tap = new(ScriptProgram.Read(entries, path));
        ScriptSource[] sources = [.. tap._program.Sources.Select(source => source with { Classes = [.. source.Classes.Select(type => tap.Tapped(type, only))] })];
        string clock = tap.FreeKey(0), nothing = tap.FreeKey(1);
        tap.GiveAttributes(PickledTensor.Contiguous("Long", clock, [], false), PickledTensor.Contiguous("Long", nothing, [], false), only);
        tap.Archive = (tap._program with { Sources = sources }).Write(entries, new Dictionary<string, byte[]> { [clock] = Zero, [nothing] = Zero });
        return tap;
    }

    private static bool Reaches(ScriptFunction function, string operation, Dictionary<string, ScriptFunction> functions, HashSet<string> seen) =>
        CallsIn(function).Any(name => name == operation || (seen.Add(name) && functions.TryGetValue(name, out ScriptFunction? called) && Reaches(called, operation, functions, seen)));

    private static IEnumerable<string> CallsIn(ScriptFunction function)
    {
        IReadOnlyDictionary<string, string> aliases = ScriptCall.AliasesIn(function);
        return function.Body.SelectMany(line => ScriptCall.In(line.Tokens, aliases)).Select(call => call.Function);
    }

    private ScriptClass Tapped(ScriptClass type, int? only)
    {
        if (type.Base != "Module") { return type; }
        int first = _sites.Count;
        ScriptFunction[] methods = [.. type.Methods.Select(method => Tapped(method, type.Type, only))];
        TapSite[] own = [.. _sites.Skip(first).Where(site => only is null || site.Number == only)];
        if (own.Length == 0) { return type; }
        string fields = string.Concat(own.SelectMany(site => TapSite.Kept.Select(site.Name)).Append(TapSite.Clock).Select(name => $"{name} : Tensor\n"));
        return type with
        {
            Fields = [.. type.Fields.Where(field => field.Tokens is not [{ Text: "pass" }]), .. Lines(fields, 1)],
            Methods = [.. methods, .. own.Where(site => !site.IsHidden).SelectMany(site => KeepingMethods(site, only is not null))],
        };
    }

    private ScriptFunction Tapped(ScriptFunction method, string type, int? only)
    {
        IReadOnlyDictionary<string, string> aliases = ScriptCall.AliasesIn(method);
        List<ScriptLine> body = [];
        foreach (ScriptLine line in method.Body)
        {
            TapInsertions insertions = new(method.Parameters[0]);
            foreach (ScriptCall call in ScriptCall.In(line.Tokens, aliases))
            {
                if (!_known.TryGetValue(call.Function, out (TapKind Kind, int Weight) known)) { continue; }
                TapSite site = new(_sites.Count, known.Kind, type, call, known.Weight);
                _sites.Add(site);
                if (only is not null && site.Number != only) { continue; }
                if (site.IsHidden) { body.AddRange(Lines($"{method.Parameters[0]}.{site.Name("at")} = torch.clone(torch.add_({method.Parameters[0]}.{TapSite.Clock}, 1))\n", line.Level)); }
                else { insertions.Wrap(site); }
            }
            body.Add(line with { Tokens = insertions.Into(line.Tokens) });
        }
        return method with { Body = body };
    }

    // The clock goes on in each; in the copy that measures, only what is asked for is kept.
    private static IEnumerable<ScriptFunction> KeepingMethods(TapSite site, bool measures)
    {
        string kept = site.Kind == TapKind.Linear ? "torch.clone(x)" : "torch.mean(x, [2, 3])";
        yield return Keeping(site, "in", "Tensor", measures ? (site.Kind == TapKind.Linear ? kept : null) : "torch.clone(x)");
        yield return Keeping(site, "weight", site.Kind == TapKind.Norm ? "Optional[Tensor]" : "Tensor", measures ? null : "x");
        yield return Keeping(site, "bias", "Optional[Tensor]", measures ? null : "x");
        yield return Keeping(site, "out", "Tensor", measures ? (site.Kind == TapKind.Linear ? null : kept) : "torch.clone(x)",
            $"self.{site.Name("at")} = torch.clone(torch.add_(self.{TapSite.Clock}, 1))", $"self.{site.Name("runs")} = torch.add(self.{site.Name("runs")}, 1)");
    }

    private static ScriptFunction Keeping(TapSite site, string what, string type, string? kept, params string[] more)
    {
        string keep = kept is null ? "" : type == "Tensor" ? $"  self.{site.Name(what)} = {kept}\n" : $"  if torch.__isnot__(x, None):\n    self.{site.Name(what)} = unchecked_cast(Tensor, x)\n  else:\n    pass\n";
        string head = $"def {site.Name("keep_" + what)}(self, x: {type}) -> {type}:\n";
        ScriptLine[] lines = [.. Lines(head + keep + string.Concat(more.Select(line => $"  {line}\n")) + "  return x\n", 1)];
        return new(site.Name("keep_" + what), lines[0], lines[1..]);
    }

    private static IEnumerable<ScriptLine> Lines(string text, int level) => ScriptLexer.Read(text, "a tap", "code").Select(line => line with { Level = line.Level + level });

    private void GiveAttributes(PickledTensor clock, PickledTensor nothing, int? only)
    {
        ILookup<string, TapSite> byType = _sites.Where(site => only is null || site.Number == only).ToLookup(site => site.Type);
        foreach (PickledObject instance in ScriptProgram.Walk(_program.Root).OfType<PickledObject>().Where(instance => byType.Contains(instance.Type)).ToList())
        {
            instance.Attributes.AddRange(byType[instance.Type].SelectMany(site => TapSite.Kept.Select(what => (site.Name(what), (object?)nothing))));
            instance.Attributes.Add((TapSite.Clock, clock));
        }
    }

    private string FreeKey(int number) => $"{ScriptProgram.Walk(_program.Root).OfType<PickledTensor>().Select(tensor => decimal.Parse(tensor.Storage.Key, null)).DefaultIfEmpty(0).Max() + 1 + number}";
}
