namespace DeepDefense.Cli.Diagnosis;

/// <summary>How a finding of <c>doctor</c> is to be taken.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but slowly or not as meant.</summary>
    Warning,

    /// <summary>Something that is needed is missing.</summary>
    Problem,
}
