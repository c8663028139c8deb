namespace DeepDefense.Torch.Optim;

/// <summary>Start, times Factor at each milestone that is reached: torch.optim.lr_scheduler.MultiStepLR.</summary>
/// <param name="Start">Learning rate of the first step.</param>
/// <param name="Milestones">Steps from which on it is lower; in any order.</param>
/// <param name="Factor">How much lower, in (0, 1). Default 0.1.</param>
public sealed record MultiStepDecay(double Start, IReadOnlyList<long> Milestones, double Factor = 0.1) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double At(long step) => Start * Math.Pow(Factor, Milestones.Count(milestone => step >= milestone));
}
