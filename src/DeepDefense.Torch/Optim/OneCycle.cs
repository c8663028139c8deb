namespace DeepDefense.Torch.Optim;

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
