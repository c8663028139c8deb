using System.Globalization;
using System.Text.Json;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Review;

/// <summary>What a person decided on the images that a scan found: <c>decisions.json</c>.</summary>
public sealed record Decisions
{
    /// <summary>The name of the file in a run folder.</summary>
    public const string FileName = "decisions.json";

    /// <summary>The name of the journal in a run folder; see <see cref="ReviewSession"/>.</summary>
    public const string JournalName = "decisions.journal";

    /// <summary>The version that is written and read.</summary>
    public const int CurrentVersion = 1;

    // Of the file, in bytes: a path takes at most 4,096, and six times that where each character is escaped. It is read as a stream, as many images
    // explain more than an array holds.
    private const long MostBytesAnImage = 32 << 10;
    private const long MostBytesAround = 1 << 20;
    private static readonly JsonSerializerOptions Reading = new(Json.Strict) { MaxDepth = 8 };

    /// <summary>Of the layout; 1.</summary>
    public required int Version { get; init; }

    /// <summary>The run folder that was looked at, for people.</summary>
    public required string Run { get; init; }

    /// <summary>The training set that was shown.</summary>
    public required ReviewedData Data { get; init; }

    /// <summary>The lowest score that still counted as suspicious in the end. Says nothing of images that were not decided.</summary>
    public required double Threshold { get; init; }

    /// <summary>All images that were shown, by row.</summary>
    public required IReadOnlyList<ReviewedImage> Images { get; init; }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Json.Indented));

    /// <summary>Reads a file, and holds it against the set that it should be of.</summary>
    /// <param name="path">The file; it may be hostile.</param>
    /// <param name="training">The training set.</param>
    /// <exception cref="DatasetException">It is no such file, or of another set: another number of images, other pixels, paths or labels, or on another scan.csv than stands beside it; or it
    /// names an image twice or that does not exist, or a label that the set does not have.</exception>
    public static Decisions Read(string path, LabeledImages training)
    {
        ArgumentNullException.ThrowIfNull(training);
        Decisions read = Parse(path, training.Count);
        if (read.Version != CurrentVersion) { throw Refusal(path, "version", $"{read.Version}", $"{CurrentVersion}"); }
        RequireScan(read.Data, path);
        if (!read.Data.MayBe(training))
        {
            throw Refusal(path, "data", $"{read.Data.Images} images with the hash {read.Data.Sha256}", $"the {training.Count} images of the training set, unchanged since the review");
        }
        if (double.IsNaN(read.Threshold) || double.IsPositiveInfinity(read.Threshold)) { throw Refusal(path, "threshold", $"{read.Threshold}", "a number"); }
        HashSet<int> seen = [];
        for (int i = 0; i < read.Images.Count; i++) { RequireOf(training, read.Images[i], seen, path, i); }
        return read;
    }

    /// <summary>The poisoned images, by row, with the label that each should have had, or null: it is to be left out.</summary>
    public RelabelledImage[] Poisoned() => [.. Images.Where(image => image.Decision == ImageDecision.Poisoned).OrderBy(image => image.Row)
        .Select(image => new RelabelledImage(image.Row, image.From, image.Label == image.From ? null : image.Label, null))];

    /// <summary>How many images are undecided whose score is at or above the threshold: they are still suspicious.</summary>
    public int Undecided() => Images.Count(image => image.Decision == ImageDecision.Undecided && image.Score >= Threshold);

    private static Decisions Parse(string path, int images)
    {
        if (!File.Exists(path)) { throw new FileNotFoundException(Unfinished(path), path); }
        FileInfo file = LinkTarget.Of(path);
        long most = MostBytesAround + (MostBytesAnImage * images);
        if (file.Length > most) { throw Refusal(path, null, $"{file.Length} bytes", $"at most {most} for {images} images"); }
        try
        {
            using FileStream stream = file.OpenRead();
            return JsonSerializer.Deserialize<Decisions>(stream, Reading) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Refusal(path, (e as JsonException)?.Path, e.Message, "decisions as deepdefense review writes them (JSON)");
        }
    }

    private static string Unfinished(string path)
    {
        string run = Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".";
        return File.Exists(Path.Combine(run, JournalName)) || File.Exists(Path.Combine(run, ReviewedData.ScanFile))
            ? $"{path}: the review of this run has not been finished: press Finish on the page of deepdefense review {run}"
            : $"{path}: there is no such file; deepdefense review writes one when Finish is pressed on its page";
    }

    // Where the table is not beside it, the file was moved, and nothing says more.
    private static void RequireScan(ReviewedData data, string path)
    {
        string scan = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ReviewedData.ScanFile);
        if (!File.Exists(scan) || FileHash.Of(scan) is var found && found == data.ScanSha256) { return; }
        throw Refusal(path, "data", $"decisions on another {ReviewedData.ScanFile} (SHA-256 {data.ScanSha256})", $"those on the one beside it ({found}); run deepdefense review again, or move the file out of this run");
    }

    private static void RequireOf(LabeledImages training, ReviewedImage? image, HashSet<int> seen, string path, int place)
    {
        string position = string.Create(CultureInfo.InvariantCulture, $"images[{place}]");
        int classes = training.ClassNames.Count;
        if (image is null) { throw Refusal(path, position, "null", "an image"); }
        if (image.Row < 0 || image.Row >= training.Count) { throw Refusal(path, position, $"row {image.Row}", $"one of the {training.Count} rows of the training set, from 0"); }
        if (!seen.Add(image.Row)) { throw Refusal(path, position, $"row {image.Row} again", "each row once"); }
        if (image.Path != training.SourceOf(image.Row)) { throw Refusal(path, position, $"'{image.Path}'", $"'{training.SourceOf(image.Row)}', which is row {image.Row} of the training set"); }
        if (image.From != training.Labels[image.Row]) { throw Refusal(path, position, $"an image of the label {image.From}", $"{training.Labels[image.Row]}, as row {image.Row} of the training set has it"); }
        if (double.IsNaN(image.Score)) { throw Refusal(path, position, $"score {image.Score}", "a number"); }
        if (!Enum.IsDefined(image.Decision)) { throw Refusal(path, position, $"decision {image.Decision}", "poisoned, clean or undecided"); }
        if (image.Label is int label && (label < 0 || label >= classes)) { throw Refusal(path, position, $"label {label}", $"null, or one of the {classes} labels of the training set, from 0"); }
    }

    private static DatasetException Refusal(string path, string? position, string found, string expected) => new(path, position, found, expected);
}
