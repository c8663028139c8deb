using System.Text.RegularExpressions;

namespace DeepDefense.Tests;

/// <summary>The arrows of the design run one way. Reporting only draws: whoever has something to show calls it.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, int> Levels = new()
    {
        ["Torch"] = 0,
        ["Imaging"] = 1,
        ["Datasets"] = 2,
        ["Models"] = 3,
        ["Training"] = 4,
        ["Attacks"] = 4,
        ["Evaluation"] = 5,
        ["Steganalysis"] = 6,
        ["Mitigation"] = 6,
        ["Evidence"] = 6,
        ["Inspection"] = 7,
        ["Reporting"] = 7,
        ["Protocol"] = 8,
        ["Review"] = 8,
        ["Paper"] = 9,
        ["Cli"] = 10,
    };

    [Fact]
    public void No_folder_uses_one_above_it()
    {
        string source = Path.Combine(RepositoryRoot(), "src");
        List<string> back = [];
        foreach (string file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            string own = RoomOf(NamespaceLine().Match(text).Groups[1].Value);
            if (own.Length == 0) { continue; } // the few files that all rooms share
            int level = Levels.GetValueOrDefault(own, -1);
            level.ShouldBeGreaterThanOrEqualTo(0, $"{file}: the room {own} has no level");
            back.AddRange(UsingLine().Matches(text).Select(match => RoomOf(match.Groups[1].Value)).Concat(QualifiedName().Matches(text).Select(match => match.Groups[1].Value))
                .Where(used => Levels.TryGetValue(used, out int other) && other > level)
                .Select(used => $"{Path.GetFileName(file)}: {own} uses {used}"));
        }
        back.ShouldBeEmpty();
    }

    private static string RoomOf(string name) => name.Split('.').ElementAtOrDefault(1) ?? "";

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DeepDefense.slnx"))) { folder = folder.Parent; }
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside of the repository");
    }

    [GeneratedRegex(@"^namespace (DeepDefense[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using (?:static |\w+ = )?(DeepDefense[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    // A type by its room, not the room of a longer name: Torch.Compute.
    [GeneratedRegex(@"(?<![\w.""])(?:DeepDefense\.)?(Imaging|Datasets|Models|Training|Attacks|Evaluation|Steganalysis|Mitigation|Evidence|Inspection|Reporting|Protocol|Paper|Cli)\.[A-Z]\w*\.?[A-Z(<]")]
    private static partial Regex QualifiedName();
}
