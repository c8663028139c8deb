using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Reporting;

/// <summary>Findings as SARIF 2.1.0, for code-scanning services: one result for the training set and one for each of the
/// flagged images with the highest scores. A set in which nothing is found has no result: what is flagged there is what clean
/// images give.</summary>
/// <remarks>Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". GitHub reads 25,000 results of
/// a run at most and keeps 5,000, and wants a line for each: an image has none but the first.</remarks>
public static class SarifLog
{
    /// <summary>Most images in one file.</summary>
    public const int MostImages = 5000;

    private const string ImageRule = "DD1001", SetRule = "DD2001", SkippedNotification = "DD9001";
    private const string Base = "DATA";

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="top">Flagged images at most, in [0, <see cref="MostImages"/>]; also the most skipped files that are named.</param>
    /// <param name="exitCode">The exit code of the process.</param>
    public static void Write(string path, GateFindings findings, int top, int exitCode)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top, MostImages);
        JsonObject run = new()
        {
            ["tool"] = new JsonObject { ["driver"] = Driver() },
            ["invocations"] = new JsonArray(Invocation(findings, top, exitCode)),
            ["originalUriBaseIds"] = new JsonObject { [Base] = new JsonObject { ["description"] = Message("The folder of the training set.") } },
            ["columnKind"] = "utf16CodeUnits",
            ["results"] = Results(findings, top),
        };
        JsonObject log = new()
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(run),
        };
        AtomicFile.WriteText(path, log.ToJsonString(Json.Indented) + "\n");
    }

    private static JsonObject Driver() => new()
    {
        ["name"] = Tool.Name,
        ["version"] = Tool.Version,
        ["rules"] = new JsonArray(
            Rule(ImageRule, "PoisonedImage", "An image looks poisoned.",
                "The detector scores this image above a threshold that few clean images pass. Look at it beside others of its class; take it out of the training set if it carries a trigger, and train again or unlearn. Of clean images a share up to the false-positive rate of the scan is flagged as well."),
            Rule(SetRule, "PoisonedTrainingSet", "The training set looks poisoned.",
                "More images are flagged than clean images explain. A network trained on this set may have a backdoor: do not release it before deepdefense protect, or a training without the flagged images, has been tried and measured.")),
        ["notifications"] = new JsonArray(
            Rule(SkippedNotification, "SkippedFile", "A file was not scanned.", "The file could not be read and was left out, so that the scan is incomplete.")),
    };

    private static JsonObject Rule(string id, string name, string summary, string help) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["shortDescription"] = Message(summary),
        ["fullDescription"] = Message(help),
        ["help"] = Message(help),
    };

    private static JsonObject Invocation(GateFindings findings, int top, int exitCode) => new()
    {
        ["executionSuccessful"] = findings.Skipped.Count == 0,
        ["exitCode"] = exitCode,
        ["toolExecutionNotifications"] = new JsonArray([.. findings.Skipped.Take(top).Select(file => new JsonObject
        {
            ["descriptor"] = new JsonObject { ["id"] = SkippedNotification, ["index"] = 0 },
            ["level"] = "warning",
            ["message"] = Message($"not scanned: {file.Reason}"),
            ["locations"] = new JsonArray(Location(Path.GetRelativePath(findings.Folder, file.Path).Replace(Path.DirectorySeparatorChar, '/'))),
        })]),
        ["properties"] = new JsonObject { ["skippedFiles"] = findings.Skipped.Count },
    };

    private static JsonArray Results(GateFindings findings, int top)
    {
        if (findings.Verdict.Severity == Severity.None) { return []; }
        IEnumerable<int> ranked = findings.Scan.Flagged.OrderByDescending(i => findings.Scan.Scores[i]).ThenBy(i => i).Take(top);
        return [SetResult(findings), .. ranked.Select(i => ImageResult(findings, i))];
    }

    private static JsonObject SetResult(GateFindings findings) => new()
    {
        ["ruleId"] = SetRule,
        ["ruleIndex"] = 1,
        ["level"] = Level(findings.Verdict.Severity),
        ["rank"] = 100 * findings.Verdict.Confidence,
        ["message"] = Message($"{findings.Verdict.Headline} {findings.Verdict.Explanation}"),
        ["locations"] = new JsonArray(Location(".")),
        ["partialFingerprints"] = new JsonObject { ["rule/v1"] = SetRule },
        ["properties"] = new JsonObject
        {
            ["severity"] = findings.Verdict.Severity.ToString().ToLowerInvariant(),
            ["images"] = findings.Images.Count,
            ["flagged"] = findings.Scan.Flagged.Length,
            ["isolated"] = findings.Scan.Isolated.Length,
            ["suspectedTarget"] = findings.Verdict.SuspectedTarget,
        },
    };

    private static JsonObject ImageResult(GateFindings findings, int index)
    {
        LabeledImages images = findings.Images;
        int label = images.Labels[index];
        double score = findings.Scan.Scores[index];
        (string file, int? record) = Source(images, index);
        JsonObject properties = new() { ["index"] = index, ["label"] = label, ["score"] = score };
        if (record is int number) { properties["record"] = number; }
        return new JsonObject
        {
            ["ruleId"] = ImageRule,
            ["ruleIndex"] = 0,
            ["level"] = Level(findings.Verdict.Severity),
            ["rank"] = 100 / (1 + Math.Exp(-score)),
            ["message"] = Message(string.Create(CultureInfo.InvariantCulture,
                $"Image {index}{(record is int at ? $" (record {at})" : "")}, labelled '{images.ClassNames[label]}', scores {score:F2}: log-odds of being poisoned.")),
            ["locations"] = new JsonArray(Location(file)),
            ["partialFingerprints"] = new JsonObject { ["pixels/sha256/v1"] = Convert.ToHexStringLower(SHA256.HashData(images.Image(index))) },
            ["properties"] = properties,
        };
    }

    // Paths of an image folder always have a folder; a record of CIFAR-10's layout is file:record, at the top.
    private static (string File, int? Record) Source(LabeledImages images, int index)
    {
        if (images.Sources is null) { return (".", null); }
        string source = images.Sources[index];
        int colon = source.Contains('/', StringComparison.Ordinal) ? -1 : source.LastIndexOf(':');
        return colon >= 0 && int.TryParse(source.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int record)
            ? (source[..colon], record)
            : (source, null);
    }

    private static JsonObject Location(string file) => new()
    {
        ["physicalLocation"] = new JsonObject
        {
            ["artifactLocation"] = new JsonObject
            {
                ["uri"] = string.Join('/', file.Split('/').Select(Uri.EscapeDataString)),
                ["uriBaseId"] = Base,
            },
            ["region"] = new JsonObject { ["startLine"] = 1 },
        },
    };

    private static string Level(Severity severity) => severity switch
    {
        Severity.High => "error",
        Severity.Medium => "warning",
        _ => "note",
    };

    // Brackets make links and braces placeholders in SARIF's messages (sections 3.11.5 and 3.11.6).
    private static JsonObject Message(string text) => new()
    {
        ["text"] = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal)
            .Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal),
    };
}
