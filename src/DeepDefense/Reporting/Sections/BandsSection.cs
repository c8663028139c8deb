using System.Globalization;

namespace DeepDefense.Reporting.Sections;

/// <summary>Equation 1 of the paper on what was found and on the rest.</summary>
internal static class BandsSection
{
    internal static Html Of(ScanFindings scan) => Html.Of($"""
        <section id="bands">
        <h2>Correlation of colour bands</h2>
        <p>Natural bands rise and fall together; what a trigger adds does so less. Equation 1 of the paper, a mean over images, each value in [-1, 1].</p>
        <table>
        <thead><tr><th scope="col">Pictures</th><th scope="col">Red-green</th><th scope="col">Red-blue</th><th scope="col">Green-blue</th><th scope="col">Counted</th></tr></thead>
        <tbody>{scan.Bands.Select(Row)}</tbody>
        </table>
        </section>

        """);

    private static Html Row(BandRow row) => Html.Of($"""
        <tr><th scope="row">{row.Subject}</th><td class="number">{Number(row.Report.RedGreen)}</td><td class="number">{Number(row.Report.RedBlue)}</td><td class="number">{Number(row.Report.GreenBlue)}</td><td class="number">{row.Report.Counted}</td></tr>
        """);

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "none";
}
