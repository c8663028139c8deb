using System.Globalization;

namespace DeepDefense.Torch.Scripting;

/// <summary>What a program lets guess of the images that it takes.</summary>
internal static class ScriptHabits
{
    private const int MostBatches = 3, LargestBatch = 512;
    private static readonly Dictionary<string, ScalarType> Numbers = new()
    {
        ["Double"] = ScalarType.Float64,
        ["Float"] = ScalarType.Float32,
        ["Half"] = ScalarType.Float16,
        ["BFloat16"] = ScalarType.BFloat16,
    };

    private static readonly HashSet<string> Shaping = ["torch.view", "torch.reshape", "torch.expand", "torch._unsafe_view", "torch.zeros", "torch.ones"];

    /// <summary>The kind of numbers that most of its weights have; float32 where it has none.</summary>
    internal static ScalarType NumbersOf(ScriptProgram program) => ScriptProgram.Walk(program.Root).Concat(ScriptProgram.Walk(program.Constants)).OfType<PickledTensor>()
        .Where(tensor => Numbers.ContainsKey(tensor.Storage.Type)).GroupBy(tensor => tensor.Storage.Type)
        .OrderByDescending(type => type.Sum(tensor => (decimal)tensor.Storage.Length)).Select(type => Numbers[type.Key]).FirstOrDefault(ScalarType.Float32);

    /// <summary>Numbers of images that tracing may have left in it: the first of a shape that is written out.</summary>
    internal static IEnumerable<long> BatchesIn(ScriptProgram program) =>
        (from method in program.Classes.Values.SelectMany(type => type.Methods)
         from line in method.Body
         from call in ScriptCall.In(line.Tokens, new Dictionary<string, string>())
         where Shaping.Contains(call.Function)
         from argument in call.Arguments.Take(2)
         let first = line.Tokens.Take(argument).ToArray()
         where first is [{ Text: "[" }, { Kind: ScriptTokenKind.Number }, { Text: "," }, ..]
         let number = long.TryParse(first[1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out long read) ? read : 0
         where number is > 2 and <= LargestBatch
         select number).GroupBy(number => number).OrderByDescending(same => same.Count()).Take(MostBatches).Select(same => same.Key);
}
