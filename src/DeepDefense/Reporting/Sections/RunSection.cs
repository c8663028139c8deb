namespace DeepDefense.Reporting.Sections;

/// <summary>Where the numbers come from, and how to get them again.</summary>
internal static class RunSection
{
    internal static Html Of(RunReport report) => Html.Of($"""
        <section id="run">
        <h2>The run</h2>
        <p>To repeat it:</p>
        <pre tabindex="0"><code>{report.CommandLine}</code></pre>
        <div class="columns three">
        {Table("Setting", report.Settings)}
        {Table("Environment", report.Environment)}
        {(report.Seconds.Count > 0 ? Table("Seconds", report.Seconds.ToDictionary(stage => stage.Key, stage => stage.Value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture))) : default)}
        </div>
        </section>

        """);

    private static Html Table(string title, IReadOnlyDictionary<string, string> rows) => Html.Of($"""
        <table><thead><tr><th scope="col">{title}</th><th scope="col">Value</th></tr></thead><tbody>{rows.Select(row => Html.Of($"<tr><th scope=\"row\">{row.Key}</th><td>{row.Value}</td></tr>"))}</tbody></table>
        """);
}
