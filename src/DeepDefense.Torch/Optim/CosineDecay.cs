namespace DeepDefense.Torch.Optim;

/// <summary>Half a cosine from Start down to Minimum: torch.optim.lr_scheduler.CosineAnnealingLR.</summary>
/// <param name="Start">Learning rate of the first step.</param>
/// <param name="Steps">Number of steps of the descent, at least 1.</param>
/// <param name="Minimum">Where it ends. Default 0.</param>
public sealed record CosineDecay(double Start, long Steps, double Minimum = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double At(long step) =>
        Minimum + (Start - Minimum) * (1 + Math.Cos(Math.PI * Math.Min(step, Steps) / Steps)) / 2;
}
