using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.WaNet;

/// <summary>The elastic warp of WaNet. The defaults are the paper's.</summary>
public sealed record WaNetOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "wanet";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>Control points along a side, k in the paper, in [2, 256]. Default 4.</summary>
    public int GridSize { get; init => field = Require.Within(value, 2, 256); } = 4;

    /// <summary>The mean shift of a control point, s in the paper, in half pixels; above 0. Default 0.5.</summary>
    public double Strength { get; init => field = Require.Positive(value); } = 0.5;

    /// <summary>What the warped grid is multiplied by, so that it stays on the image, in (0, 1]. Default 1.</summary>
    public double GridRescale { get; init => field = Require.Within(value, double.Epsilon, 1); } = 1;

    /// <summary>Draws the shifts of the control points. Default 0.</summary>
    public ulong PatternSeed { get; init; }

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new WaNetTrigger(this);
}
