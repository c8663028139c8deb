using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Sends noise through a network that was just read: finds out how it is to be called, whether it answers the same twice, and
/// whether it takes bfloat16.</summary>
internal sealed class ScriptTrialRun(ITrialNetwork network, ScriptTrialRequest request)
{
    private const int MostElements = 1_000_000;
    private const double Rounding = 1e-3;

    /// <summary>Sends an input through, in use: the first number of images, kind of numbers and output that give a row of numbers an
    /// image; or what came of the first.</summary>
    internal ScriptTrialOutput Try(long[] shape)
    {
        ScriptTrialOutput? first = null;
        foreach (ScalarType type in request.Types)
        {
            foreach (long batch in request.Batches.Prepend(shape[0]).Distinct())
            {
                ScriptTrialOutput output = Try([batch, .. shape.Skip(1)], type);
                if (!output.IsRows) { first ??= output; continue; }
                bool isAny = batch == shape[0] && Takes(output, batch + 1);
                return Steady(output) with { FixedBatch = isAny ? null : batch, IsPairAtLeast = isAny && batch == 2 && !Takes(output, 1) };
            }
        }
        return first!;
    }

    /// <summary>Why the network does not take bfloat16, forth and back, in use or in training, where it takes float32; or null: it does.</summary>
    internal string? BFloat16(ScriptTrialOutput passed)
    {
        foreach (bool training in request.HasMode && passed.Input[0] > 1 ? [false, true] : new[] { false })
        {
            if (Learn(passed, training, Precision.BFloat16) is { } reason && Learn(passed, training, Precision.Float32) is null) { return reason; }
        }
        return null;
    }

    private string? Learn(ScriptTrialOutput passed, bool training, Precision precision)
    {
        using DisposeScope scope = NewDisposeScope();
        if (request.HasMode) { network.Train(training); }
        try
        {
            Tensor logits;
            using (Autocast autocast = Autocast.Enter(CPU, precision)) { logits = Run(passed, Noise(passed.Input, 0)).to(ScalarType.Float32); }
            if (!training && passed.Elements!.All(float.IsFinite) && !logits.isfinite().all().item<bool>()) { return "it gives NaN or infinite numbers there"; }
            if (logits.requires_grad) { logits.log_softmax(1).sum().backward(); }
            return null;
        }
        catch (Exception e) when (e is ExternalException or ModelFormatException) { return LoadedScript.Brief(e.Message); }
    }

    private ScriptTrialOutput Steady(ScriptTrialOutput first)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable pause = no_grad();
        Tensor noise = Noise(first.Input, 0), answer = first.Elements!.ToArray().ToTensor([.. first.Shape!]);
        Tensor[] before = [.. network.Buffers.Select(buffer => buffer.clone())];
        Tensor again = Run(first, noise);
        bool keeps = network.Buffers.Zip(before, (now, then) => now.eq(then).all().item<bool>()).All(same => same);
        bool alone = first.Input[0] == 1;
        if (!alone)
        {
            Tensor beside = Run(first, cat([noise.narrow(0, 0, 1), Noise(first.Input, 1).narrow(0, 1, first.Input[0] - 1)]));
            alone = Same(answer.narrow(0, 0, 1), beside.narrow(0, 0, 1));
        }
        return first with { Repeats = Same(answer, again), IsAlone = alone, KeepsState = keeps };
    }

    private bool Takes(ScriptTrialOutput passed, long batch) =>
        Try([batch, .. passed.Input.Skip(1)], passed.Type, request.Outputs.FirstOrDefault(output => output.Method == passed.Output)).IsRows;

    private Tensor Run(ScriptTrialOutput way, Tensor noise)
    {
        Tensor given = network.Answer(noise.dtype == way.Type ? noise : noise.to(way.Type), way.Output) as Tensor ?? throw new ModelFormatException("the network gives one tensor only now and then");
        return way.Type == ScalarType.Float32 ? given : given.to(ScalarType.Float32);
    }

    private static bool Same(Tensor one, Tensor other)
    {
        (Tensor a, Tensor b) = (one.nan_to_num(), other.nan_to_num());
        return ((a - b).abs().max() <= Rounding * a.abs().max()).item<bool>();
    }

    private static Tensor Noise(IReadOnlyList<long> shape, ulong seed)
    {
        using Generator generator = new(seed);
        return randn([.. shape], generator: generator);
    }

    private ScriptTrialOutput Try(long[] shape, ScalarType type)
    {
        ScriptTrialOutput[] rows = [.. request.Outputs.Select(output => Try(shape, type, output)).Where(output => output.IsRows)];
        return rows.FirstOrDefault(row => request.Outputs.Any(output => output.IsLogits && output.Method == row.Output))
            ?? rows.FirstOrDefault(row => row.Shape![1] == request.Classes)
            ?? rows.FirstOrDefault()
            ?? Try(shape, type, null);
    }

    private ScriptTrialOutput Try(long[] shape, ScalarType type, ScriptOutput? output)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable pause = no_grad();
        ScriptTrialOutput Came(long[]? of, float[]? elements, string? given, string? error) => new(shape, of, elements, given, error) { Type = type, Output = output?.Method };
        try
        {
            Tensor noise = Noise(shape, 0).to(type);
            object? given = network.Answer(noise, output?.Method);
            if (given is not Tensor tensor) { return Came(null, null, Describe(given), null); }
            bool real = tensor.numel() <= MostElements && !tensor.is_complex() && !tensor.is_sparse && !tensor.is_meta;
            return Came(tensor.shape, real ? tensor.to(ScalarType.Float32).ToArray<float>() : null, tensor.Described(), null);
        }
        catch (Exception e) when (e is ExternalException or ArgumentException or InvalidOperationException or ModelFormatException) { return Came(null, null, null, LoadedScript.Brief(e.Message)); }
    }

    private static string Describe(object? given) => given switch
    {
        null => "nothing",
        _ when given == LoadedScript.Unnamed => (string)given,
        Tensor => "a tensor",
        Scalar => "a number",
        ITuple tuple => $"a tuple of {tuple.Length} ({string.Join(", ", Enumerable.Range(0, Math.Min(tuple.Length, 5)).Select(i => Describe(tuple[i])))})",
        Array list => $"a list of {list.Length}",
        _ => $"a {given.GetType().Name}",
    };
}
