namespace DeepDefense.Torch.Scripting;

/// <summary>Batch norms and dropouts whose mode is written into the code, as tracing leaves it, so that <c>train()</c> and
/// <c>eval()</c> do not change them. A dropout of nothing (Swin's networks have them, always in training) has no mode. Whether the
/// code is ever reached is not known here; a trial tells.</summary>
/// <param name="InUse">Those that always behave as in use.</param>
/// <param name="InTraining">Those that always behave as in training.</param>
/// <param name="NormsInTraining">Those of them that are batch norms.</param>
internal readonly record struct FrozenModes(int InUse, int InTraining, int NormsInTraining)
{
    private const string Functional = "__torch__.torch.nn.functional.";

    // Which argument says it.
    private static readonly Dictionary<string, (int Mode, bool IsNorm)> Modes = new()
    {
        ["torch.batch_norm"] = (5, true),
        [Functional + "batch_norm"] = (5, true),
        ["torch.dropout"] = (2, false),
        ["torch.dropout_"] = (2, false),
        [Functional + "dropout"] = (2, false),
    };

    /// <summary>Counts them, once for every module that has them.</summary>
    internal static FrozenModes Of(ScriptProgram program)
    {
        Dictionary<string, FrozenModes> known = program.Classes.Values.ToDictionary(type => type.Type, Of);
        FrozenModes all = default;
        foreach ((_, PickledObject module) in program.Modules)
        {
            FrozenModes own = known[module.Type];
            all = new(all.InUse + own.InUse, all.InTraining + own.InTraining, all.NormsInTraining + own.NormsInTraining);
        }
        return all;
    }

    private static FrozenModes Of(ScriptClass type)
    {
        (string Mode, bool IsNorm)[] modes = [.. from method in type.Methods
                                                 let aliases = ScriptCall.AliasesIn(method)
                                                 from line in method.Body
                                                 from call in ScriptCall.In(line.Tokens, aliases)
                                                 where Modes.TryGetValue(call.Function, out (int Mode, bool IsNorm) known) && known.Mode < call.Arguments.Count
                                                 let kind = Modes[call.Function]
                                                 where kind.IsNorm || Argument(line, call, 1).Trim('0', '.').Length > 0
                                                 select (Argument(line, call, kind.Mode), kind.IsNorm)];
        return new(modes.Count(mode => mode.Mode == "False"), modes.Count(mode => mode.Mode == "True"), modes.Count(mode => mode is { Mode: "True", IsNorm: true }));
    }

    private static string Argument(ScriptLine line, ScriptCall call, int number) => string.Concat(line.Tokens.Take(call.Arguments[number]).Select(token => token.Text));
}
