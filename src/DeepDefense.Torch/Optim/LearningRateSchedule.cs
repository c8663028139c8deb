namespace DeepDefense.Torch.Optim;

/// <summary>The learning rate as a function of the step, counted from 0.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">Steps taken before it, at least 0.</param>
    public abstract double At(long step);
}

/// <summary>The same at every step.</summary>
/// <param name="Rate">The learning rate.</param>
public sealed record ConstantRate(double Rate) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double At(long step) => Rate;
}

/// <summary>Caffe's policy "inv": Start (1 + Gamma step)^-Power.</summary>
/// <param name="Start">Learning rate of the first step.</param>
/// <param name="Gamma">How fast it falls.</param>
/// <param name="Power">How it falls.</param>
public sealed record InverseDecay(double Start, double Gamma, double Power) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double At(long step) => Start * Math.Pow(1 + Gamma * step, -Power);
}

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

/// <summary>Up along a cosine, then down along another: torch.optim.lr_scheduler.OneCycleLR without its cycling
/// of the momentum (Smith and Topin 2018).</summary>
/// <param name="Maximum">Learning rate at the top.</param>
/// <param name="Steps">Number of steps of the whole cycle, at least 2.</param>
/// <param name="RiseShare">Share of the steps that rise, in (0, 1). Default 0.3.</param>
/// <param name="StartDivisor">Maximum over start. Default 25.</param>
/// <param name="EndDivisor">Start over end. Default 10,000.</param>
public sealed record OneCycle(double Maximum, long Steps, double RiseShare = 0.3, double StartDivisor = 25,
    double EndDivisor = 1e4) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double At(long step)
    {
        double start = Maximum / StartDivisor;
        double top = Math.Max(RiseShare * Steps - 1, 1e-9);
        double end = Math.Max(Steps - 1, top + 1e-9);
        return step <= top
            ? Between(start, Maximum, step / top)
            : Between(Maximum, start / EndDivisor, Math.Min((step - top) / (end - top), 1));
    }

    private static double Between(double from, double to, double share) =>
        to + (from - to) * (1 + Math.Cos(Math.PI * share)) / 2;
}
