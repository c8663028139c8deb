namespace DeepDefense.Protocol.Planning;

/// <summary>What a command would compute and write.</summary>
/// <param name="Stages">In their order, as if nothing were finished yet.</param>
/// <param name="Files">What would be written, by path.</param>
/// <param name="PeakMemoryBytes">The most memory that this process held while a part of each stage was measured, with the
/// images, networks and batches of the real run.</param>
public sealed record RunPlan(IReadOnlyList<PlannedStage> Stages, IReadOnlyList<string> Files, long PeakMemoryBytes)
{
    /// <summary>All stages together; reading the images is not counted.</summary>
    public double Seconds => Stages.Sum(stage => stage.Seconds);
}
