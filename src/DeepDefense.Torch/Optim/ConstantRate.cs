namespace DeepDefense.Torch.Optim;

/// <summary>The same at every step.</summary>
/// <param name="Rate">The learning rate.</param>
public sealed record ConstantRate(double Rate) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double At(long step) => Rate;
}
