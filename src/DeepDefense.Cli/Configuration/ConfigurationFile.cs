using System.CommandLine;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace DeepDefense.Cli.Configuration;

/// <summary>A configuration file (YAML): commands, below them options without their dashes, and under <c>defaults</c> options for all
/// commands. Strict: a key that is no command and no option, or stands twice, is an error with its line.</summary>
internal sealed class ConfigurationFile
{
    /// <summary>The file that is read when none is named, in the working folder.</summary>
    internal const string DefaultName = "deepdefense.yaml";

    private const string Defaults = "defaults";
    private const int LargestBytes = 1 << 20;

    // The parser's time grows with the square of the depth.
    private const int DeepestNesting = 16;
    private readonly string _path;
    private readonly Dictionary<(string Command, string Key), (IReadOnlyList<string> Values, long Line)> _values = [];
    private readonly List<string> _problems = [];

    private ConfigurationFile(string path) => _path = path;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The commands that it may name.</param>
    /// <exception cref="UsageException">It cannot be read, is no YAML, or says what cannot be.</exception>
    internal static ConfigurationFile Read(string path, Command root)
    {
        ConfigurationFile file = new(path);
        try { file.Read(new Parser(new StringReader(Text(path))), root); }
        catch (YamlException e) { file.Problem(e.Start, "no valid YAML: " + (e.InnerException ?? e).Message); }
        return file._problems.Count == 0 ? file : throw new UsageException(file._problems);
    }

    /// <summary>What the file says of an option, or null.</summary>
    internal Setting? Of(Command command, Option option)
    {
        string key = CommandTree.KeyOf(option);
        if (!_values.TryGetValue((CommandTree.PathOf(command), key), out var found)
            && !(CommandTree.Shared.Contains(key) && _values.TryGetValue((Defaults, key), out found))) { return null; }
        return new Setting(option, found.Values, $"{_path}:{found.Line}");
    }

    // One byte more than allowed tells a file that is too large, of whatever kind it is.
    private static string Text(string path)
    {
        byte[] bytes = new byte[LargestBytes + 1];
        int length;
        try
        {
            using FileStream stream = File.OpenRead(path);
            length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { throw new UsageException($"configuration file {path}: there is no such file"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new UsageException($"configuration file {path}: {e.Message}"); }
        if (length > LargestBytes) { throw new UsageException($"configuration file {path}: longer than {LargestBytes} bytes"); }
        try { return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length); }
        catch (DecoderFallbackException e) { throw new UsageException($"configuration file {path}: no UTF-8 ({e.Message})"); }
    }

    private void Read(Parser parser, Command root)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _)) { return; }
        parser.Consume<DocumentStart>();
        if (parser.Accept<Scalar>(out var nothing) && nothing.Value.Length == 0) { parser.MoveNext(); }
        else if (parser.Accept<MappingStart>(out _)) { ReadMapping(parser, (key, value) => ReadEntry(parser, root, key, value)); }
        else { Skip(parser, "expected commands, each with its options"); }
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second)) { Problem(second.Start, "a second document; expected one"); }
    }

    // An entry of a mapping whose keys are the commands below one, and its options.
    private void ReadEntry(Parser parser, Command parent, Scalar key, ParsingEvent value)
    {
        bool isRoot = parent is RootCommand;
        Command? below = parent.Subcommands.FirstOrDefault(command => command.Name == key.Value);
        if (below is null && !isRoot && CommandTree.OptionsOf(parent).FirstOrDefault(option => CommandTree.KeyOf(option) == key.Value) is { } option)
        {
            ReadValues(parser, CommandTree.PathOf(parent), key, option.Arity.MaximumNumberOfValues > 1);
        }
        else if (below is null && !(isRoot && key.Value == Defaults))
        {
            string where = isRoot ? "deepdefense" : CommandTree.PathOf(parent);
            Skip(parser, $"unknown key '{key.Value}': {where} has no such {(CommandTree.OptionsOf(parent).Any() ? "option" : "command")}", key.Start);
        }
        else if (value is not MappingStart) { Skip(parser, $"'{key.Value}' must hold options, one a line below it", key.Start); }
        else if (below is null) { ReadMapping(parser, (name, _) => ReadDefault(parser, name)); }
        else { ReadMapping(parser, (name, content) => ReadEntry(parser, below, name, content)); }
    }

    private void ReadDefault(Parser parser, Scalar key)
    {
        if (CommandTree.Shared.Contains(key.Value)) { ReadValues(parser, Defaults, key, several: false); }
        else { Skip(parser, $"unknown key '{key.Value}': defaults are {string.Join(", ", CommandTree.Shared)}", key.Start); }
    }

    private void ReadMapping(Parser parser, Action<Scalar, ParsingEvent> readEntry)
    {
        Refuse(parser.Consume<MappingStart>());
        Dictionary<string, long> lines = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                Skip(parser, "expected a name");
                Skip(parser);
                continue;
            }
            Refuse(key);
            if (!lines.TryAdd(key.Value, key.Start.Line)) { Skip(parser, $"duplicate key '{key.Value}', first in line {lines[key.Value]}", key.Start); }
            else { readEntry(key, parser.Current!); }
        }
    }

    private void ReadValues(Parser parser, string command, Scalar key, bool several)
    {
        List<string> values = [];
        if (several && parser.TryConsume<SequenceStart>(out var start))
        {
            Refuse(start);
            while (!parser.TryConsume<SequenceEnd>(out _)) { ReadValue(parser, key, values, "values"); }
        }
        else { ReadValue(parser, key, values, several ? "a value or a list of values" : "one value"); }
        _values[(command, key.Value)] = (values, key.Start.Line);
    }

    private void ReadValue(Parser parser, Scalar key, List<string> values, string expected)
    {
        if (!parser.TryConsume<Scalar>(out var scalar)) { Skip(parser, $"'{key.Value}' must be {expected}"); }
        else if (scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null") { Problem(key.Start, $"'{key.Value}' has no value"); }
        else
        {
            Refuse(scalar);
            values.Add(scalar.Value);
        }
    }

    private void Skip(Parser parser, string problem, Mark? mark = null)
    {
        Problem(mark ?? parser.Current!.Start, problem);
        Skip(parser);
    }

    private static void Skip(Parser parser)
    {
        int depth = 0;
        do
        {
            ParsingEvent skipped = parser.Consume<ParsingEvent>();
            depth += skipped.NestingIncrease;
            if (depth > DeepestNesting) { throw new YamlException(skipped.Start, skipped.End, $"nested more than {DeepestNesting} deep"); }
        }
        while (depth > 0);
    }

    // A value stands where it is used: then a line tells all.
    private void Refuse(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty) { Problem(node.Start, "anchors and tags are not read"); }
    }

    private void Problem(Mark mark, string text) => _problems.Add($"{_path}:{mark.Line}: {text}");
}
