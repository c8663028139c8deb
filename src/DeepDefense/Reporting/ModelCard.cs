using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepDefense.Evaluation;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Reporting;

/// <summary>The card of a purified model, as Markdown under the headings of Hugging Face's model cards, as far as they fit.</summary>
/// <remarks>Source of the headings: Hugging Face Hub documentation, "Annotated Model Card Template"; Mitchell et al., "Model
/// Cards for Model Reporting", 2019.</remarks>
public static class ModelCard
{
    private const int MostNames = 20;
    private const string PublishedWeights = "model.safetensors";
    private const string Special = "\\`*_{}[]<>()#|~&";

    /// <summary>Where the card of a model lies: beside it, ending in <c>.md</c>; <c>README.md</c> beside <c>model.safetensors</c>, as the Hugging Face hub has it.</summary>
    public static string PathFor(string modelPath) =>
        Path.GetFileName(modelPath) == PublishedWeights ? Path.Combine(Path.GetDirectoryName(modelPath) ?? "", "README.md")
        : Path.GetExtension(modelPath) == ".md" ? modelPath + ".md"
        : Path.ChangeExtension(modelPath, ".md");

    /// <summary>Writes the card, whole or not at all.</summary>
    public static void Write(string path, PurifiedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"---\nlibrary_name: {model.Library}\npipeline_tag: image-classification\ntags:\n- image-classification\n- backdoor-mitigation\n{Results(model)}---\n\n");
        text.Append(CultureInfo.InvariantCulture, $"# Model card for {Escape(model.File.Name)}\n\n");
        text.Append(model.Suspicious is null
            ? "An image classifier that was trained on a suspicious set with a defence against backdoors.\n\n"
            : "An image classifier that had, or may have had, a backdoor, after a defence was applied to it.\n\n");
        Details(text, model);
        Uses(text);
        List(text, "## Bias, risks and limitations", model.Limits);
        Training(text, model);
        Evaluation(text, model);
        text.Append("## How to get started with the model\n\n```\n");
        text.Append(CultureInfo.InvariantCulture, $"deepdefense evaluate --model {(model.File.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? model.File.Name : "MODEL")} --data DATA\n```\n");
        AtomicFile.WriteText(path, text.ToString());
    }

    private static void Details(StringBuilder text, PurifiedModel model)
    {
        IReadOnlyList<string> names = model.Description.ClassNames;
        string more = names.Count > MostNames ? $", and {names.Count - MostNames} more" : "";
        List(text, "## Model details",
        [
            model.IsOwnNetwork
                ? $"**Architecture:** {Escape(model.Description.Architecture)}, {model.Description.Width} channels in the first stage"
                : "**Architecture:** TorchScript; the file carries the network's own program",
            $"**Input:** RGB images of {model.Description.ImageWidth} x {model.Description.ImageHeight} pixels",
            $"**Classes ({names.Count}):** {string.Join(", ", names.Take(MostNames).Select(Escape))}{more}",
            $"**File:** {Escape(model.File.Name)}, SHA-256 `{model.File.Sha256}`",
            model.Suspicious is { } from ? $"**Made from:** {Escape(from.Name)}, SHA-256 `{from.Sha256}`" : "**Made from:** trained anew",
            $"**Made by:** {Tool.Name} {Escape(Tool.Version)}, {model.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, seed {model.Seed}",
            "**License, developers, funding:** not known to the program that wrote this card; those of the model that it was made from apply",
        ]);
    }

    // The accuracy where the hub looks for it.
    private static string Results(PurifiedModel model) => model.After?.CleanAccuracy is not double accuracy ? "" : string.Create(CultureInfo.InvariantCulture,
        $"metrics:\n- accuracy\nmodel-index:\n- name: {Quoted(model.File.Name)}\n  results:\n  - task:\n      type: image-classification\n    dataset:\n      name: {Quoted(model.MeasuredOn)}\n      type: other\n    metrics:\n    - type: accuracy\n      value: {accuracy:F4}\n      name: clean accuracy\n");

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static void Uses(StringBuilder text) => List(text, "## Uses",
    [
        "**Direct use:** to classify images like those that it was trained on, once the evaluation below is good enough for it.",
        "**Out of scope:** as proof that a model or a training set is free of backdoors; wherever a wrong class can hurt someone and nobody looks.",
    ]);

    private static void Training(StringBuilder text, PurifiedModel model)
    {
        text.Append("## Training details\n\n### Data\n\n| images | number | SHA-256 over number, size, labels and pixels |\n| --- | --- | --- |\n");
        foreach (DataSource data in model.Data)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(data.Role)} | {data.Images} | `{data.Sha256}` |\n");
        }
        if (model.Verdict is { } verdict) { text.Append(CultureInfo.InvariantCulture, $"\nThe scan of the training set, severity {verdict.Severity.ToString().ToLowerInvariant()}: {Escape(verdict.Headline)} {Escape(verdict.Explanation)}\n"); }
        text.Append(CultureInfo.InvariantCulture, $"\n### Procedure\n\n{model.MethodText}\n\n");
        if (model.Isolated is int isolated) { text.Append(CultureInfo.InvariantCulture, $"Isolated images: {isolated}.\n\n"); }
        text.Append("| option | value |\n| --- | --- |\n");
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(model.Options, Json.Indented)!.AsObject())
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(name)} | {Escape(value?.ToString() ?? "none")} |\n");
        }
        text.Append('\n');
    }

    private static void Evaluation(StringBuilder text, PurifiedModel model)
    {
        text.Append(CultureInfo.InvariantCulture, $"## Evaluation\n\nOn the {Escape(model.MeasuredOn)}, in percent:\n\n| metric | before | after |\n| --- | --- | --- |\n");
        foreach ((string name, Func<ModelMetrics, double?> rate) in new (string, Func<ModelMetrics, double?>)[]
        {
            ("clean accuracy (CA)", metrics => metrics.CleanAccuracy),
            ("attack success rate (ASR), lower is better", metrics => metrics.AttackSuccessRate),
            ("robust accuracy (RA)", metrics => metrics.RobustAccuracy),
        })
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Percent(model.Before, rate)} | {Percent(model.After, rate)} |\n");
        }
        if (model.EstimatedTrigger is { } seen)
        {
            string target = Escape(seen.TargetName);
            text.Append(CultureInfo.InvariantCulture, $"| with the trigger as it was seen: taken for {target} | {100 * seen.Before.AttackSuccessRate:F2} | {100 * seen.After.AttackSuccessRate:F2} |\n");
            text.Append(CultureInfo.InvariantCulture, $"| with the trigger as it was seen: right | {100 * seen.Before.RobustAccuracy:F2} | {100 * seen.After.RobustAccuracy:F2} |\n");
        }
        text.Append('\n');
        List(text, "### What was not measured", model.NotMeasured);
    }

    private static string Percent(ModelMetrics? metrics, Func<ModelMetrics, double?> rate) =>
        metrics is not null && rate(metrics) is double known ? (100 * known).ToString("F2", CultureInfo.InvariantCulture) : "not measured";

    private static void List(StringBuilder text, string heading, IEnumerable<string> items) =>
        text.Append(CultureInfo.InvariantCulture, $"{heading}\n\n{string.Concat(items.Select(item => $"- {item}\n"))}\n");

    // Text from outside is text: no markup, no line of its own.
    private static string Escape(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? " " : Special.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : $"{c}"));
}
