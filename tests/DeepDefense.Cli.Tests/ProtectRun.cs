using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace DeepDefense.Cli.Tests;

/// <summary>A protect run of seconds, that can be stopped from outside and gone on with.</summary>
/// <param name="set">What it works on.</param>
/// <param name="folder">Where it works.</param>
/// <param name="options">What else it is told.</param>
internal sealed class ProtectRun(PoisonedSet set, string folder, params string[] options)
{
    /// <summary>Options of a run that names the trigger.</summary>
    internal static readonly string[] Named = ["--trigger", "badnets", .. PoisonedSet.Detector, "--unlearning-steps", "30", "--isolation-rule", "DataOrder"];

    /// <summary>Options of a run that is told nothing of it.</summary>
    internal static readonly string[] Unknown = PoisonedSet.Detector;

    internal string Folder => folder;

    internal string[] Command =>
    [
        "protect", "--model", set.Model, "--train", set.Poisoned, "--clean", set.Clean, "--out", folder, "--fail-on", "none", "--threads", "1", "--resume", .. options,
    ];

    /// <summary>What a run left, less the time that it took and the place it went to: a line a file.</summary>
    internal string Left()
    {
        JsonObject results = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "results.json")))!.AsObject();
        results.Remove("seconds").ShouldBeTrue();
        results.Remove("run").ShouldBeTrue();
        IEnumerable<string> files = new[] { "purified-model.safetensors", "scan.csv", "detector.safetensors" }.Select(name => Path.Combine(folder, name)).Where(File.Exists)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}");
        return string.Join('\n', files.Append(results.ToJsonString()));
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>What it left.</returns>
    internal async Task<string> Finish()
    {
        (int code, _, string error) = await PoisonedSet.Run(Command);
        code.ShouldBe(ExitCode.Success, error);
        return Left();
    }
}
