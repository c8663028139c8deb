using System.Globalization;
using System.Text.Json;
using DeepDefense.Protocol;

namespace DeepDefense.Cli;

/// <summary>How runs are named and their JSON is put on lines.</summary>
internal static class RunView
{
    /// <summary>Where runs go without <c>--out</c>.</summary>
    internal const string Runs = "runs";

    /// <summary>Reads the run that a user names: a folder, or one of those below <see cref="Runs"/>.</summary>
    /// <exception cref="RunException">There is none.</exception>
    internal static RunRecord Find(string name)
    {
        string folder = Directory.Exists(name) ? name : Path.Combine(Runs, name);
        return RunRecord.TryRead(folder)
            ?? throw new RunException($"{name} holds no run: {RunFolder.ConfigurationFile} with a command is missing, here and in {folder}");
    }

    /// <summary>The last part of the folder's path.</summary>
    internal static string NameOf(RunRecord run) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path)));

    /// <summary>Says which files of a run are damaged.</summary>
    /// <returns>One of <see cref="ExitCode"/>: a run that is shown in part is incomplete.</returns>
    internal static int Tell(Terminal terminal, params ReadOnlySpan<RunRecord> runs)
    {
        int code = ExitCode.Success;
        foreach (RunRecord run in runs)
        {
            foreach (DamagedFile file in run.Damage)
            {
                terminal.Say($"error: {file.Path} is damaged: {file.Problem}");
                code = ExitCode.Failed;
            }
        }
        return code;
    }

    /// <summary>Finished or how far, or which files are damaged.</summary>
    internal static string StateOf(RunRecord run) => run.Damage.Count > 0 ? $"damaged: {string.Join(", ", run.Damage.Select(file => Path.GetFileName(file.Path)))}"
        : run.IsFinished ? "finished"
        : run.Stages.Count > 0 ? $"unfinished after {run.Stages[^1]}" : "unfinished";

    /// <summary>Values by their place: <c>after.cleanAccuracy</c>.</summary>
    internal static SortedDictionary<string, string> Flatten(JsonElement? json)
    {
        SortedDictionary<string, string> values = new(StringComparer.Ordinal);
        if (json is { } element) { Add(element, ""); }
        return values;

        void Add(JsonElement element, string place)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                values[place] = element.ValueKind switch
                {
                    JsonValueKind.Null => "",
                    JsonValueKind.Array => OnALine(element),
                    _ => element.ToString(),
                };
                return;
            }
            foreach (JsonProperty property in element.EnumerateObject()) { Add(property.Value, place.Length == 0 ? property.Name : $"{place}.{property.Name}"); }
        }
    }

    // A list of objects, such as one for each class, is for its file.
    private static string OnALine(JsonElement list) => list.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        ? $"{list.GetArrayLength()} entries"
        : string.Join(", ", list.EnumerateArray().Select(item => item.ToString()));

    /// <summary>A number in at most six digits, any other text as it is.</summary>
    internal static string Short(string value) => value.Contains('.', StringComparison.Ordinal) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number.ToString("G6", CultureInfo.InvariantCulture)
        : value;
}
