using System.Security.Cryptography;
using System.Text;
using DeepDefense.Reporting.Sections;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Reporting;

/// <summary>A report as one HTML file that needs nothing else: no network, no other file, and no script to be read.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="report">What it shows. Text in it may be hostile.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, RunReport report) => AtomicFile.WriteText(path, Page(report));

    /// <summary>The page.</summary>
    internal static string Page(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string style = Resource("report.css"), script = Resource("report.js");
        // What the page may do: show its own pictures, and use the one style sheet and the one script that have these hashes.
        string policy = $"default-src 'none'; img-src data:; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'";
        Html[] sections =
        [
            SummarySection.Of(report), EvidenceSection.Of(report.Scan), AppearanceSection.Of(report.Appearance), ImagesSection.Of(report),
            ScoresSection.Of(report.Scan), ClassesSection.Of(report.Scan.Verdict), TriggeredSection.Of(report), BandsSection.Of(report.Scan), TrainingSection.Of(report.Losses),
            RunSection.Of(report),
        ];
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Html.Trusted(policy)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>DeepDefense {report.Command}: {report.Scan.Verdict.Headline}</title>
            <style>{Html.Trusted(style)}</style>
            </head>
            <body>
            {sections}
            <script>{Html.Trusted(script)}</script>
            </body>
            </html>

            """).ToString();
    }

    private static string Hash(string content) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"DeepDefense.Reporting.{name}")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
