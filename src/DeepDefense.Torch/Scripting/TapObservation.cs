namespace DeepDefense.Torch.Scripting;

/// <summary>What a tapped call kept of one forward, in one module.</summary>
/// <param name="Site">The call.</param>
/// <param name="Path">The module.</param>
/// <param name="At">Which of the forward's tapped calls it was.</param>
/// <param name="Runs">How often it ran.</param>
internal sealed record TapObservation(TapSite Site, string Path, long At, long Runs)
{
    /// <summary>A copy of what went in.</summary>
    internal required Tensor Input { get; init; }

    /// <summary>A copy of what came out.</summary>
    internal required Tensor Output { get; init; }

    /// <summary>The weight itself.</summary>
    internal required Tensor Weight { get; init; }

    /// <summary>The bias itself; a whole number where there is none.</summary>
    internal required Tensor Bias { get; init; }

    /// <summary>The calls that ran, in their order. Tensors belong to the open scope.</summary>
    internal static IEnumerable<TapObservation> Of(jit.ScriptModule module, ScriptTap tap, IEnumerable<string> paths)
    {
        Dictionary<string, Tensor> kept = [];
        foreach ((string name, Tensor tensor) in module.named_attributes(true)) { if (name is not null) { kept[name] = tensor; } }
        return (from path in paths
                from site in tap.Sites
                where kept.ContainsKey(Name(path, site, "at"))
                let at = (long)kept[Name(path, site, "at")].ToNumber()
                where at > 0
                orderby at
                select new TapObservation(site, path, at, (long)kept[Name(path, site, "runs")].ToNumber())
                {
                    Input = kept[Name(path, site, "in")],
                    Output = kept[Name(path, site, "out")],
                    Weight = kept[Name(path, site, "weight")],
                    Bias = kept[Name(path, site, "bias")],
                }).ToArray();
    }

    /// <summary>Forgets what ran before.</summary>
    internal static void Clear(jit.ScriptModule module, ScriptTap tap)
    {
        using DisposeScope scope = NewDisposeScope();
        HashSet<string> counts = [.. tap.Sites.SelectMany(site => new[] { site.Name("at"), site.Name("runs") })];
        foreach ((string name, Tensor tensor) in module.named_attributes(true))
        {
            if (name is not null && counts.Contains(name[(name.LastIndexOf('.') + 1)..])) { tensor.zero_(); }
        }
    }

    private static string Name(string path, TapSite site, string what) => path.Length == 0 ? site.Name(what) : $"{path}.{site.Name(what)}";
}
