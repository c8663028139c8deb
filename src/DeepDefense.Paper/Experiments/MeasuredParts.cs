using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>Measures a table part by part, in any order. A part that the laboratory is not asked for, or of which a stage is missing, is missing.</summary>
/// <param name="lab">The task.</param>
/// <param name="parts">Their names, in the order of the table.</param>
internal sealed class MeasuredParts(Laboratory lab, IReadOnlyList<string> parts)
{
    private const string LeftOut = "left out";
    private readonly Dictionary<string, Measurement[]> _rows = [];
    private readonly Dictionary<string, string> _remarks = [];

    /// <summary>Measures a part.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="measure">Gives its rows; none where the part does not belong into the table.</param>
    /// <param name="remark">A word to be said of it, or null: none.</param>
    internal void Add(string part, Func<IEnumerable<Measurement>> measure, Func<string?>? remark = null)
    {
        if (!lab.IsAsked(part)) { return; }
        try
        {
            Measurement[] rows = [.. measure()];
            if ((rows.Length == 0 ? LeftOut : remark?.Invoke()) is { } said) { _remarks.Add(part, said); }
            _rows.Add(part, rows);
        }
        catch (StageMissingException)
        {
            // It is one of those without rows.
        }
    }

    /// <summary>What was measured.</summary>
    /// <param name="name">How commands spell the table.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="settings">What a reader must know.</param>
    internal Reproduction Table(string name, string title, params IReadOnlyList<string> settings) =>
        new(name, lab.Profile.Title, title, [.. parts.SelectMany(part => _rows.GetValueOrDefault(part) ?? [])], settings)
        {
            Parts = parts,
            Missing = [.. parts.Where(part => !_rows.ContainsKey(part))],
            Remarks = _remarks,
        };
}
