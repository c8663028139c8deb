namespace DeepDefense.Protocol.Planning;

/// <summary>What a stage would do, and how long that would take by a measurement of a part of it.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Work">What would be done, in words.</param>
/// <param name="Count">Steps of a training, images of a measurement.</param>
/// <param name="SecondsEach">Measured, of one step or image.</param>
/// <param name="OtherSeconds">What comes on top, e.g. the thresholds of a detector after its training.</param>
public sealed record PlannedStage(string Name, string Work, long Count, double SecondsEach, double OtherSeconds = 0)
{
    /// <summary>All in all.</summary>
    public double Seconds => Count * SecondsEach + OtherSeconds;
}
