namespace DeepDefense.Cli.Diagnosis;

/// <summary>One thing that <c>doctor</c> looked at.</summary>
/// <param name="Subject">What.</param>
/// <param name="Verdict">How it is to be taken.</param>
/// <param name="Found">What was found.</param>
/// <param name="Fix">What to do about it; null where it is as it should be.</param>
internal sealed record Finding(string Subject, Health Verdict, string Found, string? Fix = null)
{
    /// <summary>As it should be, or what the fix is for.</summary>
    internal static Finding OkIf(bool good, string subject, string found, string fix, Health otherwise = Health.Warning) =>
        good ? new(subject, Health.Ok, found) : new(subject, otherwise, found, fix);
}
