namespace DeepDefense.Cli.Tests;

public sealed class LaunchedTaskTests
{
    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID=3", 4, "3/4")]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=4", null, "4/4")]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_COUNT=4", null, "3/4")]
    [InlineData("JOB_COMPLETION_INDEX=0", 8, "1/8")]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=7 AWS_BATCH_JOB_ARRAY_SIZE=8", null, "8/8")]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=7", 8, "8/8")]
    public void Each_launcher_counts_in_its_own_way(string environment, int? parts, string shard)
    {
        (Datasets.Shard found, string told) = Task(environment).ShardOf(parts);
        found.ToString().ShouldBe(shard);
        told.ShouldStartWith(environment.Split(' ')[0]);
    }

    [Theory]
    [InlineData("", null, "none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and AWS_BATCH_JOB_ARRAY_INDEX is set")]
    [InlineData("SLURM_ARRAY_TASK_ID=1 JOB_COMPLETION_INDEX=1", 2, "SLURM_ARRAY_TASK_ID=1 and JOB_COMPLETION_INDEX=1 are all set")]
    [InlineData("SLURM_ARRAY_TASK_ID=0", 4, "SLURM_ARRAY_TASK_ID=0 is no shard of 4: number the tasks from 1")]
    [InlineData("SLURM_ARRAY_TASK_ID=x", 4, "SLURM_ARRAY_TASK_ID=x: expected a whole number")]
    [InlineData("SLURM_ARRAY_TASK_ID=3", null, "SLURM_ARRAY_TASK_MIN, which is not set")]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=1", null, "are not all tasks of an array")]
    [InlineData("SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=1 SLURM_ARRAY_TASK_COUNT=1", null, "are not all tasks of an array")]
    [InlineData("JOB_COMPLETION_INDEX=1", null, "JOB_COMPLETION_INDEX=1 does not say of how many")]
    [InlineData("JOB_COMPLETION_INDEX=8", 8, "JOB_COMPLETION_INDEX=8 is no shard of 8")]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=1 AWS_BATCH_JOB_ARRAY_SIZE=8", 4, "--shard auto/4: AWS_BATCH_JOB_ARRAY_SIZE=8")]
    public void What_does_not_say_which_shard_it_is_is_refused(string environment, int? parts, string message) =>
        Should.Throw<UsageException>(() => Task(environment).ShardOf(parts)).Message.ShouldContain(message);

    private static LaunchedTask Task(string environment) =>
        new(environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
}
