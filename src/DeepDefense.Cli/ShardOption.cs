using System.CommandLine;
using System.Globalization;
using DeepDefense.Datasets;

namespace DeepDefense.Cli;

/// <summary>Which part of the set this process scores.</summary>
internal sealed class ShardOption : Option<string?>
{
    private const string Auto = "auto";
    private readonly LaunchedTask _task;

    /// <param name="environment">The environment of the process.</param>
    internal ShardOption(IReadOnlyDictionary<string, string> environment)
        : base("--shard")
    {
        _task = new LaunchedTask(environment);
        Description = "Score only part i of n (i/n, from 1) and write a shard file, which scan merge joins; auto/n takes i from the launcher (Slurm, Kubernetes, AWS Batch), auto also n. [default: the whole set]";
    }

    /// <summary>The part, or null: the whole set. What the launcher says is told.</summary>
    /// <exception cref="UsageException">It is no part, or the launcher does not say which.</exception>
    internal Shard? Of(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(this) is not string text) { return null; }
        if (text != Auto && !text.StartsWith($"{Auto}/", StringComparison.Ordinal))
        {
            return Shard.TryParse(text) ?? throw Refusal(text);
        }
        int? parts = text == Auto ? null
            : int.TryParse(text.AsSpan(Auto.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= Shard.MostParts ? number
            : throw Refusal(text);
        (Shard shard, string told) = _task.ShardOf(parts);
        terminal.Say($"shard {shard}, by {told}");
        return shard;
    }

    private UsageException Refusal(string text) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Name} {text}: expected i/n with i from 1 to n, auto/n or auto, n at most {Shard.MostParts}"));
}
