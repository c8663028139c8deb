namespace DeepDefense.Torch.Optim;

/// <summary>The learning rate as a function of the step, counted from 0.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">Steps taken before it, at least 0.</param>
    public abstract double At(long step);
}
