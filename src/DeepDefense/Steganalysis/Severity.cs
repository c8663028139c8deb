namespace DeepDefense.Steganalysis;

/// <summary>How much a scan speaks for poison; the rules are at <see cref="Verdict.Of"/>.</summary>
public enum Severity
{
    /// <summary>Clean images explain what is flagged.</summary>
    None,

    /// <summary>Somewhat more is flagged than clean images explain.</summary>
    Low,

    /// <summary>Far more is flagged than clean images explain, or it is concentrated in one class.</summary>
    Medium,

    /// <summary>Far more is flagged than clean images explain, and most of it in one class.</summary>
    High,
}
