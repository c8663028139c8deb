using System.Runtime.InteropServices;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Finds layers of a network, and what flows there, by running copies of it that keep what their operators are given. TorchSharp
/// shows nothing of a script's program; the copies are made from what libtorch writes of it.</summary>
internal sealed class ScriptPlaces(ScriptNetwork network) : IDisposable
{
    private const double Rounding = 1e-3;
    private static readonly int[] LikelySides = [224, 32, 64, 28, 96, 128, 299];
    private readonly Dictionary<ScriptPlace, Found> _found = [];

    /// <summary>The shape of an input that goes through, or null: none is known.</summary>
    internal IReadOnlyList<long>? Input { get; set; }

    /// <inheritdoc cref="ScriptNetwork.ParametersAt"/>
    internal IReadOnlyList<Parameter> ParametersAt(ScriptPlace place)
    {
        Dictionary<string, Parameter> known = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        return [.. Find(place).Parameters.Select(name => known[name])];
    }

    /// <inheritdoc cref="ScriptNetwork.ActivationsAt"/>
    internal Tensor ActivationsAt(ScriptPlace place, Tensor input)
    {
        Input ??= input.shape;
        Found found = Find(place);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable pause = no_grad();
        found.Copy ??= Load(found.Site.Number, network.Device).Module;
        Refresh(found.Copy);
        if (network.HasMode) { found.Copy.train(network.training); }
        string name = Joined(found.Path, found.Site.Name(found.Site.Kind == TapKind.Linear ? "in" : "out"));
        return network.Use.ByParts(input, part =>
        {
            network.Use.Run(found.Copy, part);
            return found.Copy.named_attributes(true).First(attribute => attribute.Item1 == name).Item2.detach().clone();
        }).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the copies.</summary>
    public void Dispose()
    {
        foreach (jit.ScriptModule copy in _found.Values.Select(found => found.Copy).OfType<jit.ScriptModule>()) { LoadedScript.Free(copy); }
        _found.Clear();
    }

    private static string Joined(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private Found Find(ScriptPlace place)
    {
        if (_found.TryGetValue(place, out Found? known)) { return known; }
        using DisposeScope scope = NewDisposeScope();
        using IDisposable pause = no_grad();
        // Copies, so that the rounding of the network's own device or precision is not taken for a difference.
        using Autocast whole = Autocast.Enter(CPU, Precision.Float32);
        (jit.ScriptModule module, ScriptTap tap) = Load(null, CPU);
        try
        {
            ScriptPlaceException? reason = null;
            foreach ((Tensor noise, Tensor output) in Runs(module, tap))
            {
                try { return _found[place] = Proved(place, module, tap, noise, output); }
                catch (ScriptPlaceException e) { reason ??= e; }
            }
            throw reason!;
        }
        finally
        {
            LoadedScript.Free(module);
        }
    }

    // By what the operators were given in one forward; and the weight that was found must matter.
    private Found Proved(ScriptPlace place, jit.ScriptModule module, ScriptTap tap, Tensor noise, Tensor output)
    {
        ScriptPlaceFinder finder = new([.. TapObservation.Of(module, tap, network.Layers.Select(layer => layer.Name))], [.. module.named_parameters()], [.. network.named_parameters().Select(entry => entry.name)]);
        (TapObservation last, TapObservation kept, string[] parameters) = place == ScriptPlace.LastLinear ? finder.LastLinear() : finder.LastConvolution();
        if (Difference(output, RunUntapped(noise)) > Rounding) { throw new ScriptPlaceException("not in this model, because a copy that keeps what flows through it computes other numbers"); }
        Tensor weight = last.Weight.clone();
        last.Weight.zero_();
        bool matters = Difference(output, network.Use.Run(module, noise)) > 0;
        last.Weight.copy_(weight);
        return matters ? new Found(kept.Site, kept.Path, parameters)
            : throw new ScriptPlaceException($"not in this model, because what it computes last there, in {(last.Path.Length == 0 ? "its forward" : last.Path)}, does not change what it gives");
    }

    // A share of the largest number.
    private static double Difference(Tensor output, Tensor other) => ((output - other).abs().max() / (output.abs().max() + double.Epsilon)).ToNumber();

    // Normalised values, and pixels: what is noise to one network leaves another dead.
    private IEnumerable<(Tensor Noise, Tensor Output)> Runs(jit.ScriptModule module, ScriptTap tap)
    {
        ExternalException? first = null;
        bool any = false;
        IEnumerable<long[]> shapes = Input is { Count: > 0 } ? [[1, .. Input.Skip(1)]] : LikelySides.Select(side => new long[] { 1, 3, side, side });
        foreach (long[] shape in shapes.TakeWhile(_ => !any))
        {
            using Generator generator = new(0);
            foreach (Tensor noise in new[] { randn(shape, generator: generator), 255 * rand(shape, generator: generator) })
            {
                Tensor? output = null;
                TapObservation.Clear(module, tap);
                try { output = network.Use.Run(module, noise); }
                catch (ModelFormatException e) { throw new ScriptPlaceException($"not in this model, because {e.Message}", e); }
                catch (ExternalException e) { first ??= e; }
                any |= output is not null;
                if (output is not null) { yield return (noise, output); }
            }
        }
        if (!any) { throw new ScriptPlaceException($"not in this model, because no noise goes through: {ScriptTrial.Reason(first!.Message)}", first); }
    }

    // The network as it is now, in use, without taps.
    private Tensor RunUntapped(Tensor noise)
    {
        jit.ScriptModule module = network.Written(file => LoadedScript.Load(ScriptProgram.Open(file).Archive, CPU));
        try
        {
            if (network.HasMode) { module.eval(); }
            return network.Use.Run(module, noise);
        }
        finally { LoadedScript.Free(module); }
    }

    // A copy of the network as it is now.
    private (jit.ScriptModule Module, ScriptTap Tap) Load(int? only, Device device) => network.Written(file =>
    {
        using ArchiveEntries entries = ArchiveEntries.Open(file);
        ScriptTap tap = ScriptTap.Of(entries, file, only);
        jit.ScriptModule module = LoadedScript.Load(tap.Archive, device);
        if (network.HasMode) { module.eval(); }
        return (module, tap);
    });

    // Training goes on in the network itself.
    private void Refresh(jit.ScriptModule copy)
    {
        Dictionary<string, Tensor> now = network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        foreach ((string name, Tensor tensor) in copy.State())
        {
            if (now.TryGetValue(name, out Tensor? value)) { tensor.copy_(value); }
        }
    }

    private sealed record Found(TapSite Site, string Path, string[] Parameters)
    {
        internal jit.ScriptModule? Copy { get; set; }
    }
}
