namespace DeepDefense.Torch.Optim;

/// <summary>Caffe's policy "inv": Start (1 + Gamma step)^-Power.</summary>
/// <param name="Start">Learning rate of the first step.</param>
/// <param name="Gamma">How fast it falls.</param>
/// <param name="Power">How it falls.</param>
public sealed record InverseDecay(double Start, double Gamma, double Power) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double At(long step) => Start * Math.Pow(1 + Gamma * step, -Power);
}
