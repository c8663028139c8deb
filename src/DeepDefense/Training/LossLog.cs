using System.Text.Json;

namespace DeepDefense.Training;

/// <summary>Losses of a run as a file that only grows: a JSON object a line, at most about 400 a stage. Passes progress on,
/// so that it can be put between a training and whoever else listens.</summary>
/// <param name="path">The file; made with its folder when there is something to write.</param>
/// <param name="next">Told everything too, or null.</param>
public sealed class LossLog(string path, IProgress<StageProgress>? next = null) : IProgress<StageProgress>
{
    private const int PointsAStage = 400;
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        next?.Report(value);
        // Which steps are kept depends on the step alone: a run that was stopped and resumed keeps the same.
        if (value.Training is { } training && (training.Step % Every(training.Steps) == 0 || training.Step is 1 || training.Step == training.Steps))
        {
            Append(new LossPoint(value.Stage, training.Step, training.Loss));
        }
    }

    /// <summary>Reads a file. Lines that are no points, as a killed run may leave one, are passed over; of a step that was taken
    /// again after a resume the last time counts.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The points, by stage in the order of their beginning, and by step; none where there is no file.</returns>
    public static IReadOnlyList<LossPoint> Read(string path)
    {
        if (!File.Exists(path)) { return []; }
        return [.. File.ReadLines(path).Select(Parse).OfType<LossPoint>()
            .GroupBy(point => point.Stage)
            .SelectMany(stage => stage.GroupBy(point => point.Step).OrderBy(step => step.Key).Select(step => step.Last()))];
    }

    private static long Every(long steps) => Math.Max((steps + PointsAStage - 1) / PointsAStage, 1);

    private static LossPoint? Parse(string line)
    {
        try { return JsonSerializer.Deserialize<LossPoint>(line, Format) is { Stage: not null } point && double.IsFinite(point.Loss) ? point : null; }
        catch (JsonException) { return null; }
    }

    private void Append(LossPoint point)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        bool torn = file.Length > 0 && Ends(file) != '\n';
        file.Seek(0, SeekOrigin.End);
        if (torn) { file.WriteByte((byte)'\n'); }
        JsonSerializer.Serialize(file, point, Format);
        file.WriteByte((byte)'\n');
    }

    private static int Ends(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte();
    }
}
