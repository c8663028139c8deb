using System.Text.Json.Serialization;

namespace DeepDefense.Attacks;

/// <summary>What poisoning does to labels.</summary>
[JsonConverter(typeof(LabelAttackConverter))]
public enum LabelAttack
{
    /// <summary>Triggered images get the target label.</summary>
    AllToOne,

    /// <summary>Triggered images of class y get the label (y + 1) mod K.</summary>
    AllToAll,

    /// <summary>Images of the target class alone get the trigger, and all keep their labels.</summary>
    CleanLabel,
}
