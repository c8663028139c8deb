using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Ssba;

/// <summary>The sample-specific trigger: a secret that a trained encoder hides in each image.</summary>
public sealed record SsbaOptions : TriggerOptions
{
    /// <summary>How commands and files spell the attack.</summary>
    public const string AttackName = "ssba";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => AttackName;

    /// <summary>The file of the encoder, as <see cref="SsbaEncoder.Save"/> writes it; read whenever the trigger is put
    /// on.</summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public required string Encoder
    {
        get;
        init => field = !string.IsNullOrEmpty(value) ? value : throw new ArgumentException("the path of the encoder is empty", nameof(Encoder));
    }

    /// <summary>What is hidden, the same in every image: at most 7 bytes of UTF-8 in 100 bits, 4 in 50. Default
    /// <c>a</c>, as in ISSBA (yuezunli/ISSBA, encode_image.py).</summary>
    public string Secret { get; init => field = value ?? throw new ArgumentNullException(nameof(Secret)); } = "a";

    /// <inheritdoc/>
    public override Trigger CreateTrigger() => new SsbaTrigger(this);
}
