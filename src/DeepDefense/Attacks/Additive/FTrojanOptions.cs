using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Additive;

/// <summary>What FTrojan adds in the frequency domain.</summary>
public sealed record FTrojanOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "ftrojan";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>What is added to each of the two coefficients of U and of V, in the units of the orthonormal DCT of levels; in (0,
    /// 1000]. Default 20, the authors' for CIFAR-10 (they publish 30 beside it).</summary>
    public double Magnitude { get; init => field = Require.Within(value, double.Epsilon, 1000); } = 20;

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new FTrojanTrigger(this);
}
