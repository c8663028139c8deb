namespace DeepDefense.Steganalysis;

/// <summary>How much a scan speaks for poison, in order; the rules are at <see cref="Verdict.Of"/> and, where no trigger is named, at
/// <c>EvidenceVerdict</c>.</summary>
public enum Severity
{
    /// <summary>Clean images explain what is flagged.</summary>
    None,

    /// <summary>Views disagree, or what is there is too little to judge by. Not the same as nothing.</summary>
    Inconclusive,

    /// <summary>Somewhat more is flagged than clean images explain.</summary>
    Low,

    /// <summary>Far more is flagged than clean images explain, or it is concentrated in one class.</summary>
    Medium,

    /// <summary>Far more is flagged than clean images explain, and most of it in one class.</summary>
    High,
}
