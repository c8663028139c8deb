using DeepDefense.Evidence;

namespace DeepDefense.Reporting.Sections;

/// <summary>What each view and each label says, where no trigger was named.</summary>
internal static class EvidenceSection
{
    internal static Html Of(ScanFindings scan) => scan.Evidence is not { } evidence ? default : Html.Of($"""
        <section id="evidence">
        <h2>Evidence</h2>
        <p>Nothing was said of the trigger. Outliers are training images that lie more than three deviations from the clean images of their label, in what the network makes of them, and what the median of few clean ones may be off; poison is looked for under labels whose share of outliers stands out from that of other labels and cannot be chance.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Evidence by label">
        <table id="evidence-table">
        <thead><tr><th scope="col">Label</th><th scope="col">Name</th><th scope="col">Clean images</th><th scope="col">Outliers</th><th scope="col">Anomaly</th><th scope="col">Chance among clean images</th></tr></thead>
        <tbody>{evidence.Classes.OrderByDescending(gate => gate.Anomaly).Select(gate => Row(gate, scan.Verdict.Classes[gate.Label].Name))}</tbody>
        </table>
        </div>
        <h3>Views</h3>
        <ul>{evidence.Views.Select(view => Html.Of($"<li>{View(view, evidence)}</li>"))}</ul>
        </section>

        """);

    private static Html Row(ClassGate gate, string name) => Html.Of($"""
        <tr{(gate.IsSuspected ? Html.Of($" class=\"suspected\"") : default)}><td class="number">{gate.Label}</td><th scope="row">{name}{(gate.IsSuspected ? Html.Of($" <span class=\"tag\">suspected</span>") : default)}</th><td class="number">{gate.CleanImages}</td><td class="number">{Show.Percent(gate.Outliers)}</td><td class="number">{Show.Score(gate.Anomaly)}</td><td class="number">{Show.Chance(gate.Chance)}</td></tr>

        """);

    private static string View(EvidenceScores view, EvidenceReport evidence) => view switch
    {
        { Inapplicable: { } reason } => $"{view.Name}: does not apply, because {reason}",
        _ when evidence.Separations.FirstOrDefault(separation => separation.View == view.Name) is { } separation =>
            $"{view.Name}: tells the proposed images from others with an area under the ROC curve of {Show.Score(separation.Auc)} (.5 is chance)",
        _ => $"{view.Name}: looked at all images; no label is suspected",
    };
}
