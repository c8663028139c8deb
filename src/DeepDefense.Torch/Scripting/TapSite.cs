namespace DeepDefense.Torch.Scripting;

/// <summary>What a tapped call computes.</summary>
internal enum TapKind
{
    /// <summary>A convolution of maps.</summary>
    Convolution,

    /// <summary>A linear layer.</summary>
    Linear,

    /// <summary>A batch norm.</summary>
    Norm,

    /// <summary>A function of the archive that has convolutions inside, out of reach.</summary>
    HiddenConvolution,

    /// <summary>One that has linear layers inside.</summary>
    HiddenLinear,
}

/// <summary>A call in the code that is tapped: in every object of its class, under its number.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Type">The class whose method calls it.</param>
/// <param name="Call">The call.</param>
/// <param name="Weight">Which argument is the weight; the bias follows it, the input comes first.</param>
internal sealed record TapSite(int Number, TapKind Kind, string Type, ScriptCall Call, int Weight)
{
    private const string Prefix = "deepdefense_tap_";

    /// <summary>Counts the tapped calls of a forward; one tensor, that all objects share.</summary>
    internal const string Clock = Prefix + "clock";

    /// <summary>What is kept: the input, the output, weight, bias, the count at the time, how often it ran.</summary>
    internal static string[] Kept { get; } = ["in", "out", "weight", "bias", "at", "runs"];

    internal bool IsHidden => Kind is TapKind.HiddenConvolution or TapKind.HiddenLinear;

    /// <summary>The name of an attribute or method of this call.</summary>
    internal string Name(string what) => $"{Prefix}{Number}_{what}";
}
