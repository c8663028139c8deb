using DeepDefense.Datasets;
using DeepDefense.Imaging;

namespace DeepDefense.Review;

/// <summary>A review while it goes on: the one state that all windows show. Safe to use from several threads.</summary>
public sealed class ReviewSession : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LabeledImages _training;
    private readonly Dictionary<int, int> _places;
    private readonly Entry[] _entries;
    private readonly Stack<(double Threshold, (int Place, Entry Entry)[] Entries)> _before = [];
    private readonly DecisionJournal _journal;
    private readonly ReviewedData _data;
    private double _threshold;
    private int _version;
    private bool _finished;

    /// <summary>Begins a review, or goes on with the one whose journal is there.</summary>
    /// <param name="training">The training set.</param>
    /// <param name="candidates">What to look at, each row once.</param>
    /// <param name="threshold">The lowest score that is suspicious.</param>
    /// <param name="scan">The table that the scores are of; it is hashed.</param>
    /// <param name="journal">The file that each action is kept in at once.</param>
    /// <exception cref="DatasetException">The journal is damaged, or of another set or table.</exception>
    /// <exception cref="IOException">It cannot be written, or the table cannot be read.</exception>
    public ReviewSession(LabeledImages training, IReadOnlyList<ReviewCandidate> candidates, double threshold, string scan, string journal)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(candidates);
        (_training, Candidates, _threshold) = (training, candidates, threshold);
        _places = Enumerable.Range(0, candidates.Count).ToDictionary(place => candidates[place].Row);
        _entries = new Entry[candidates.Count];
        _data = ReviewedData.Of(training, scan);
        _journal = DecisionJournal.Open(journal, _data, action => IsPossible(action) && Do(action));
    }

    /// <summary>What to look at.</summary>
    public IReadOnlyList<ReviewCandidate> Candidates { get; }

    /// <summary>The names of the classes; a label is an index into them.</summary>
    public IReadOnlyList<string> ClassNames => _training.ClassNames;

    /// <summary>Does something, or takes it back, once it is in the journal.</summary>
    /// <returns>Whether it could be done: the rows are to be looked at, the label exists, and the review is not finished.</returns>
    /// <exception cref="IOException">The journal cannot be written; nothing was changed.</exception>
    public bool Apply(ReviewAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (_gate)
        {
            if (_finished || !IsPossible(action)) { return false; }
            _journal.Append(action);
            return Do(action);
        }
    }

    /// <summary>What was decided.</summary>
    /// <param name="since">The version that is known already; 0: none.</param>
    public ReviewState State(int since)
    {
        lock (_gate)
        {
            return new ReviewState(_version, _threshold, _finished, _before.Count > 0,
                [.. Enumerable.Range(0, _entries.Length).Where(place => _entries[place].Version > since).Select(Reviewed)]);
        }
    }

    /// <summary>Writes the decisions and ends the review.</summary>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="run">The run folder that was looked at.</param>
    /// <exception cref="IOException">It cannot be written; the review goes on.</exception>
    public Decisions Finish(string path, string run)
    {
        lock (_gate)
        {
            Decisions decisions = new()
            {
                Version = Decisions.CurrentVersion,
                Run = run,
                Data = _data,
                Threshold = _threshold,
                Images = [.. Enumerable.Range(0, _entries.Length).Select(Reviewed).OrderBy(image => image.Row)],
            };
            decisions.Write(path);
            _finished = true;
            return decisions;
        }
    }

    /// <summary>Where an image came from, and its label.</summary>
    public (string Path, int Label) Describe(int row) => (_training.SourceOf(row), _training.Labels[row]);

    /// <summary>An image that is to be looked at as a PNG, or null: the row is none of these.</summary>
    public byte[]? Picture(int row) => _places.ContainsKey(row) ? Codec.EncodePng(_training.ToImage(row)) : null;

    /// <summary>Frees the journal.</summary>
    public void Dispose() => _journal.Dispose();

    private ReviewedImage Reviewed(int place)
    {
        int row = Candidates[place].Row;
        return new ReviewedImage(row, _training.SourceOf(row), _training.Labels[row], Candidates[place].Score, _entries[place].Decision, _entries[place].Label);
    }

    private bool IsPossible(ReviewAction action)
    {
        bool changes = action.Decision is not null || action.Label is not null;
        if (action.Undo) { return _before.Count > 0 && !changes && action.Threshold is null && action.Rows is null; }
        IReadOnlyList<int> rows = action.Rows ?? [];
        return (changes || action.Threshold is not null)
            && changes == rows.Count > 0 && rows.Count <= _entries.Length && rows.All(_places.ContainsKey)
            && (action.Decision is not { } decision || Enum.IsDefined(decision))
            && (action.Label is not int label || (label >= ReviewAction.NoLabel && label < ClassNames.Count))
            && double.IsFinite(action.Threshold ?? 0);
    }

    private bool Do(ReviewAction action)
    {
        _version++;
        if (action.Undo)
        {
            (_threshold, (int Place, Entry Entry)[] entries) = _before.Pop();
            foreach ((int place, Entry entry) in entries) { _entries[place] = entry with { Version = _version }; }
            return true;
        }
        int[] places = [.. (action.Rows ?? []).Select(row => _places[row]).Distinct()];
        _before.Push((_threshold, [.. places.Select(place => (place, _entries[place]))]));
        _threshold = action.Threshold ?? _threshold;
        foreach (int place in places)
        {
            Entry entry = _entries[place];
            int? label = action.Label switch { null => entry.Label, ReviewAction.NoLabel => null, int other => other };
            _entries[place] = new Entry(action.Decision ?? entry.Decision, label, _version);
        }
        return true;
    }

    private readonly record struct Entry(ImageDecision Decision, int? Label, int Version);
}
