using System.Text.Json.Serialization;
using DeepDefense.Attacks.Adaptive;
using DeepDefense.Attacks.Additive;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Blend;
using DeepDefense.Attacks.Bpp;
using DeepDefense.Attacks.Reflection;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Attacks.WaNet;

namespace DeepDefense.Attacks;

/// <summary>What an attack needs to build its trigger. The attributes on this type are the one list of the attacks
/// there are: <see cref="Triggers"/> and the JSON of manifests and detectors read it, so that a type of a program of its own
/// poisons and builds detectors but cannot be written with them.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "attack")]
[JsonDerivedType(typeof(BadNetsOptions), BadNetsOptions.AttackName)]
[JsonDerivedType(typeof(BlendPatchOptions), BlendPatchOptions.AttackName)]
[JsonDerivedType(typeof(BlendFullOptions), BlendFullOptions.AttackName)]
[JsonDerivedType(typeof(SsbaOptions), SsbaOptions.AttackName)]
[JsonDerivedType(typeof(SigOptions), SigOptions.AttackName)]
[JsonDerivedType(typeof(LowFrequencyOptions), LowFrequencyOptions.AttackName)]
[JsonDerivedType(typeof(FTrojanOptions), FTrojanOptions.AttackName)]
[JsonDerivedType(typeof(WaNetOptions), WaNetOptions.AttackName)]
[JsonDerivedType(typeof(BppOptions), BppOptions.AttackName)]
[JsonDerivedType(typeof(ReflectionOptions), ReflectionOptions.AttackName)]
[JsonDerivedType(typeof(AdaptiveBlendOptions), AdaptiveBlendOptions.AttackName)]
[JsonDerivedType(typeof(AdaptivePatchOptions), AdaptivePatchOptions.AttackName)]
public abstract record TriggerOptions
{
    /// <summary>The name of the attack, as commands and files spell it.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>Builds the trigger that these options describe.</summary>
    public abstract Trigger CreateTrigger();
}
