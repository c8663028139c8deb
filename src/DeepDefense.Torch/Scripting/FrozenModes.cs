namespace DeepDefense.Torch.Scripting;

/// <summary>Batch norms and dropouts whose mode is written into the code, as tracing leaves it, so that <c>train()</c> and
/// <c>eval()</c> do not change them. A dropout of nothing (Swin's networks have them, always in training) has no mode.</summary>
/// <param name="InUse">Those that always behave as in use.</param>
/// <param name="InTraining">Those that always behave as in training.</param>
internal readonly record struct FrozenModes(int InUse, int InTraining)
{
    // Which argument says it.
    private static readonly Dictionary<string, int> Modes = new() { ["torch.batch_norm"] = 5, ["torch.dropout"] = 2, ["torch.dropout_"] = 2 };

    /// <summary>Counts them, once for every module that has them.</summary>
    internal static FrozenModes Of(ScriptProgram program)
    {
        Dictionary<string, FrozenModes> known = program.Classes.Values.ToDictionary(type => type.Type, Of);
        FrozenModes all = default;
        foreach ((_, PickledObject module) in program.Modules) { all = new(all.InUse + known[module.Type].InUse, all.InTraining + known[module.Type].InTraining); }
        return all;
    }

    private static FrozenModes Of(ScriptClass type)
    {
        string[] modes = [.. from method in type.Methods
                             let aliases = ScriptCall.AliasesIn(method)
                             from line in method.Body
                             from call in ScriptCall.In(line.Tokens, aliases)
                             where Modes.TryGetValue(call.Function, out int at) && at < call.Arguments.Count
                             where call.Function == "torch.batch_norm" || Argument(line, call, 1).Trim('0', '.').Length > 0
                             select Argument(line, call, Modes[call.Function])];
        return new(modes.Count(mode => mode == "False"), modes.Count(mode => mode == "True"));
    }

    private static string Argument(ScriptLine line, ScriptCall call, int number) => string.Concat(line.Tokens.Take(call.Arguments[number]).Select(token => token.Text));
}
