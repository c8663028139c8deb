using DeepDefense.Mitigation.Relabelling;

namespace DeepDefense.Reporting.Sections;

/// <summary>The isolated images, to be looked at, sorted and filtered.</summary>
internal static class ImagesSection
{
    internal static Html Of(RunReport report)
    {
        (ScanFindings scan, IReadOnlyList<RelabelledImage> answers) = (report.Scan, report.IsolatedAnswers);
        int all = scan.Detection.Isolated;
        if (all == 0) { return Html.Of($"<section id=\"images\"><h2>Isolated images</h2><p>None.</p></section>\n"); }
        bool truth = scan.Shown.Any(image => image.Poisoned is not null);
        string count = scan.Shown.Count < all
            ? $"The first {Show.Count(scan.Shown.Count)} of {Show.Count(all)} by rank; the table of scores (CSV) has all."
            : $"All {Show.Count(all)}, by rank.";
        return Html.Of($"""
            <section id="images">
            <h2>Isolated images</h2>
            <p>{count} Beside each image stands what a high-pass filter (the last of the 30 SRM filters, twice as strong, around grey) leaves of it: a trigger that was found is seen in the same form in most of them.</p>
            {Said(scan, answers)}
            {Sheet(report.After is not null)}
            {Filters(scan, truth)}
            <div class="scroll" tabindex="0" role="region" aria-label="Isolated images">
            <table id="isolated" role="table">
            <thead role="rowgroup"><tr role="row">{Header(truth, answers.Count > 0)}</tr></thead>
            <tbody role="rowgroup">
            {scan.Shown.Select(image => Row(image, truth, scan, answers))}
            </tbody>
            </table>
            </div>
            </section>

            """);
    }

    private static Html Said(ScanFindings scan, IReadOnlyList<RelabelledImage> answers)
    {
        if (answers.Count == 0) { return default; }
        string[] ways = [.. answers.Where(answer => answer.To is not null).GroupBy(answer => answer.To!.Value).OrderByDescending(way => way.Count()).ThenBy(way => way.Key)
            .Select(way => $"{Show.Class(scan.Verdict, way.Key)} {Show.Count(way.Count())}")];
        int other = answers.Count(answer => answer.To is not null), unsure = answers.Count(answer => answer.SureOf(Teacher.SureFrom) is null), own = answers.Count - other - unsure;
        return Html.Of($"<p>The purified model is sure of another label for {Show.Count(other)} of them{(ways.Length > 0 ? $": {string.Join(", ", ways)}" : "")}. It is sure of the label that they have for {Show.Count(own)}: they may be clean, or it still follows a trigger there. Of {Show.Count(unsure)} it is not sure (below {Show.Percent(Teacher.SureFrom)}).</p>");
    }

    // Written by protect and demo, which leave a purified model.
    private static Html Sheet(bool isPurified) => !isPurified ? default : Html.Of($"""
        <p class="sheet">contact-sheet.png, in the same folder, has its rows from top to bottom: clean test images; where a trigger is known the same images with it, and the difference around grey; then isolated images by rank.</p>
        """);

    private static Html Header(bool truth, bool answered)
    {
        List<(string Name, bool Sorted)> columns = [("Rank", true), ("Image", false), ("Residual", false), ("Score", true), ("Label", true), ("Path", true)];
        if (truth) { columns.Add(("Truth", true)); }
        if (answered) { columns.Add(("Purified model", true)); }
        return Html.Join([.. columns
            .Select(column => Html.Of($"<th scope=\"col\" role=\"columnheader\"{(column.Sorted ? Html.Of($" data-sort") : default)}>{column.Name}</th>"))]);
    }

    // Shown by the script alone: without it there is nothing to filter with.
    private static Html Filters(ScanFindings scan, bool truth)
    {
        IEnumerable<(int Label, string Name)> labels = scan.Shown.Select(image => (image.Label, image.LabelName)).Distinct().Order();
        Html truths = !truth ? default : Html.Of($"""
            <label>Truth <select id="filter-truth"><option value="">all</option><option>poisoned</option><option>clean</option></select></label>
            """);
        return Html.Of($"""
            <div class="filters" id="filters" hidden>
            <label>Path <input id="filter-path" type="search" placeholder="part of it" autocomplete="off" spellcheck="false"></label>
            <label>Label <select id="filter-label"><option value="">all</option>{labels.Select(label => Html.Of($"<option value=\"{label.Label}\">{label.Label} {label.Name}</option>"))}</select></label>
            {truths}
            <label>Score at least <input id="filter-score" type="number" step="any"></label>
            <label class="check"><input id="view-gallery" type="checkbox"> Gallery</label>
            <output id="filter-count" aria-live="polite"></output>
            </div>
            """);
    }

    private static Html Row(IsolatedImage image, bool truth, ScanFindings scan, IReadOnlyList<RelabelledImage> answers)
    {
        string known = image.Poisoned switch { true => "poisoned", false => "clean", null => "not known" };
        RelabelledImage? answer = image.Rank <= answers.Count ? answers[image.Rank - 1] : null;
        Html said = answer is null ? default : Html.Of($"<td role=\"cell\" class=\"answer\" data-value=\"{answer.SureOf(Teacher.SureFrom) ?? -1}\">{(answer.SureOf(Teacher.SureFrom) is int label ? $"{Show.Class(scan.Verdict, label)}, {Show.Percent(answer.Confidence)}{(answer.To is null ? ", as it is labelled" : "")}" : "not sure")}</td>");
        Html last = truth ? Html.Of($"<td role=\"cell\" class=\"truth {(image.Poisoned == true ? "bad" : "good")}\">{known}</td>") : default;
        return Html.Of($"""
            <tr role="row" data-label="{image.Label}"><td role="cell" class="number">{image.Rank}</td><td role="cell"><img src="{Html.PngUri(image.Picture)}" alt="image {image.Index}, labelled {image.LabelName}"></td><td role="cell"><img src="{Html.PngUri(image.Residual)}" alt="residual of image {image.Index}"></td><td role="cell" class="number" data-value="{image.Score:R}">{Show.Score(image.Score)}</td><td role="cell" data-value="{image.Label}">{image.Label} {image.LabelName}</td><td role="cell" class="path">{image.Source}</td>{last}{said}</tr>

            """);
    }
}
