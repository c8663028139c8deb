using System.Text.Json.Serialization;

namespace DeepDefense.Attacks.Patches;

/// <summary>The outline of a patch (the paper's figure 4a compares these four).</summary>
[JsonConverter(typeof(TriggerShapeConverter))]
public enum TriggerShape
{
    /// <summary>Side x side pixels.</summary>
    Square,

    /// <summary>A disc as wide and as high as the side.</summary>
    Circle,

    /// <summary>An ellipse as wide as the side and about half as high.</summary>
    Oval,

    /// <summary>An isosceles triangle on its base, as wide and as high as the side.</summary>
    Triangle,
}
