using System.Globalization;
using DeepDefense.Datasets;

namespace DeepDefense.Cli;

/// <summary>What the launcher of an array of tasks tells each of them by its environment.</summary>
/// <param name="environment">The environment of the process.</param>
internal sealed class LaunchedTask(IReadOnlyDictionary<string, string> environment)
{
    private const string SlurmTask = "SLURM_ARRAY_TASK_ID", SlurmCount = "SLURM_ARRAY_TASK_COUNT", SlurmFirst = "SLURM_ARRAY_TASK_MIN", SlurmLast = "SLURM_ARRAY_TASK_MAX";
    private const string KubernetesTask = "JOB_COMPLETION_INDEX";
    private const string AwsTask = "AWS_BATCH_JOB_ARRAY_INDEX", AwsCount = "AWS_BATCH_JOB_ARRAY_SIZE";

    /// <summary>The part of a set that is this task's.</summary>
    /// <param name="parts">How many there are, or null: the launcher says.</param>
    /// <returns>It, and the variables that told.</returns>
    /// <exception cref="UsageException">No launcher or more than one says which, or what it says is no part.</exception>
    internal (Shard Shard, string Told) ShardOf(int? parts)
    {
        string[] launchers = [.. new[] { SlurmTask, KubernetesTask, AwsTask }.Where(name => Text(name) is not null)];
        return launchers switch
        {
            [SlurmTask] => parts is int of ? Part(SlurmTask, 0, of, "number the tasks from 1, as sbatch --array=1-n does") : WholeSlurmArray(),
            [KubernetesTask] => parts is int of ? Part(KubernetesTask, 1, of, "give the job's completions")
                : throw new UsageException($"--shard auto: {Said(KubernetesTask)} does not say of how many: give the job's completions, --shard auto/n"),
            [AwsTask] => AwsArray(parts),
            [] => throw new UsageException($"--shard auto: none of {SlurmTask}, {KubernetesTask} and {AwsTask} is set: give --shard i/n, or start it as a task of an array"),
            _ => throw new UsageException($"--shard auto: {string.Join(" and ", launchers.Select(Said))} are all set: give --shard i/n"),
        };
    }

    // An array that is run again for some of its tasks has other bounds and another count.
    private (Shard Shard, string Told) WholeSlurmArray()
    {
        (int first, int last, int count) = (Number(SlurmFirst), Number(SlurmLast), Number(SlurmCount));
        if (first is not (0 or 1) || count < 2 || (long)last - first + 1 != count)
        {
            throw new UsageException($"--shard auto: {Said(SlurmFirst)}, {Said(SlurmLast)} and {Said(SlurmCount)} are not all tasks of an array from 0 or 1 (of one that is run again, some are left): say of how many, --shard auto/n with tasks from 1");
        }
        (Shard shard, string told) = Part(SlurmTask, 1 - first, count, "it lies outside of its array");
        return (shard, $"{told}, {Said(SlurmFirst)} and {Said(SlurmCount)}");
    }

    private (Shard Shard, string Told) AwsArray(int? parts)
    {
        int count = Text(AwsCount) is null && parts is int of ? of : Number(AwsCount);
        if (parts is int given && given != count) { throw new UsageException($"--shard auto/{Text(given)}: {Said(AwsCount)}"); }
        (Shard shard, string told) = Part(AwsTask, 1, count, "it lies outside of its array");
        return (shard, Text(AwsCount) is null ? told : $"{told} and {Said(AwsCount)}");
    }

    private (Shard Shard, string Told) Part(string name, int toNumber, int parts, string advice)
    {
        long number = (long)Number(name) + toNumber;
        return parts is >= 1 and <= Shard.MostParts && number >= 1 && number <= parts
            ? (new Shard((int)number, parts), Said(name))
            : throw new UsageException($"--shard auto: {Said(name)} is no shard of {Text(parts)}: {advice}");
    }

    private int Number(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new UsageException($"--shard auto: {Said(name)}: expected a whole number");

    private string Said(string name) => Text(name) is string value ? $"{name}={value}" : $"{name}, which is not set";

    private string? Text(string name) => environment.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
