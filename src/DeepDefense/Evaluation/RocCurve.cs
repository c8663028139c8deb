namespace DeepDefense.Evaluation;

/// <summary>The receiver operating characteristic of a score that is higher for images more likely poisoned. Images of
/// equal score are flagged together, so that no order among them matters.</summary>
public sealed class RocCurve
{
    private readonly List<RocPoint> _points = [new RocPoint(double.PositiveInfinity, 0, 0)];

    /// <summary>The curve of some scores.</summary>
    /// <param name="scores">(N), higher is more likely poisoned; infinities are allowed.</param>
    /// <param name="isPoisoned">(N), the truth.</param>
    /// <exception cref="ArgumentException">There is not one score an image, a score is not a number, or one of the two
    /// kinds of images is missing.</exception>
    public RocCurve(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPoisoned)
    {
        if (scores.Length != isPoisoned.Length)
        {
            throw new ArgumentException($"{scores.Length} scores for {isPoisoned.Length} images", nameof(scores));
        }
        int notANumber = scores.IndexOf(double.NaN);
        if (notANumber >= 0)
        {
            throw new ArgumentException($"the score of image {notANumber} is not a number", nameof(scores));
        }
        int poisoned = isPoisoned.Count(true);
        int clean = isPoisoned.Length - poisoned;
        if (poisoned == 0 || clean == 0)
        {
            throw new ArgumentException(
                $"{poisoned} poisoned and {clean} clean images; expected at least one of each", nameof(isPoisoned));
        }
        Auc = Trace(scores.ToArray(), isPoisoned.ToArray(), poisoned, clean);
    }

    /// <summary>The area under the curve: the chance that a poisoned image has a higher score than a clean one, a tie
    /// counting half (the Mann-Whitney statistic), in [0, 1]. Exact up to the last division.</summary>
    public double Auc { get; }

    /// <summary>The curve from no image flagged to all flagged; one point a distinct score.</summary>
    public IReadOnlyList<RocPoint> Points => _points;

    /// <summary>The highest detection rate of a threshold whose false-positive rate is not above the given
    /// one.</summary>
    /// <param name="falsePositiveRate">The rate allowed, in [0, 1].</param>
    /// <returns>In [0, 1]; 0 where the highest-scored images already have too many clean ones among them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [0, 1].</exception>
    public double DetectionRateAt(double falsePositiveRate)
    {
        Require.ClosedUnit(falsePositiveRate, nameof(falsePositiveRate));
        // Both rates rise along the curve, so that the last point allowed is the best.
        return _points.FindLast(point => point.FalsePositiveRate <= falsePositiveRate).DetectionRate;
    }

    private double Trace(double[] scores, bool[] isPoisoned, int poisoned, int clean)
    {
        Array.Sort(scores, isPoisoned);
        long truePositives = 0;
        long falsePositives = 0;
        long doubledArea = 0;
        for (int next = scores.Length - 1; next >= 0;)
        {
            double score = scores[next];
            (long truePositivesBefore, long falsePositivesBefore) = (truePositives, falsePositives);
            for (; next >= 0 && scores[next] == score; next--)
            {
                if (isPoisoned[next]) { truePositives++; }
                else { falsePositives++; }
            }
            doubledArea += (falsePositives - falsePositivesBefore) * (truePositives + truePositivesBefore);
            _points.Add(new RocPoint(score, (double)falsePositives / clean, (double)truePositives / poisoned));
        }
        return doubledArea / (2.0 * poisoned * clean);
    }
}
