namespace DeepDefense.Datasets.Layouts;

/// <summary>Entries of a list that are not read: bad ones are an error, or left out and kept in mind; those of a kind that is not read are
/// kept in mind always.</summary>
/// <param name="skip">Whether bad ones are left out.</param>
internal sealed class BadEntries(bool skip)
{
    private readonly List<SkippedFile> _skipped = [];
    private readonly List<string> _files = [];

    /// <summary>What was left out so far, in order.</summary>
    internal IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>The files that bad entries speak of, as far as they are known.</summary>
    internal IReadOnlyList<string> Files => _files;

    /// <summary>Takes a bad one.</summary>
    /// <exception cref="DatasetException">Bad entries are not left out: it is thrown.</exception>
    internal void Add(DatasetException bad) => Add(bad, file: null);

    /// <summary>Takes a bad one that speaks of a file.</summary>
    /// <exception cref="DatasetException">Bad entries are not left out: it is thrown.</exception>
    internal void Add(DatasetException bad, string? file)
    {
        if (!skip) { throw bad; }
        _skipped.Add(new SkippedFile(bad.Path, bad.Reason));
        if (file is not null) { _files.Add(file); }
    }

    /// <summary>Takes a file that is not read, which is no fault of it.</summary>
    internal void LeaveOut(string file, string reason) => _skipped.Add(new SkippedFile(file, reason));
}
