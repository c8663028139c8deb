namespace DeepDefense.Datasets.Layouts;

/// <summary>Entries of a list that are no good: an error, or left out and kept in mind.</summary>
/// <param name="skip">Whether they are left out.</param>
internal sealed class BadEntries(bool skip)
{
    private readonly List<SkippedFile> _skipped = [];

    /// <summary>What was left out so far, in order.</summary>
    internal IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>Takes one more.</summary>
    /// <exception cref="DatasetException">Bad entries are not left out: it is thrown.</exception>
    internal void Add(DatasetException bad)
    {
        if (!skip) { throw bad; }
        _skipped.Add(new SkippedFile(bad.Path, bad.Reason));
    }
}
