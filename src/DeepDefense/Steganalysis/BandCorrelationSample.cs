namespace DeepDefense.Steganalysis;

/// <summary>The correlations of some images, one after the other.</summary>
internal sealed class BandCorrelationSample
{
    private readonly List<double> _redGreen = [], _redBlue = [], _greenBlue = [];
    private int _leftOut;

    /// <summary>Counts one image, or leaves it out where a band has no variance.</summary>
    internal void Add(BandMoments image)
    {
        if (image.Correlations() is not var (redGreen, redBlue, greenBlue))
        {
            _leftOut++;
            return;
        }
        _redGreen.Add(redGreen);
        _redBlue.Add(redBlue);
        _greenBlue.Add(greenBlue);
    }

    internal BandCorrelationReport ToReport() => _redGreen.Count == 0
        ? new BandCorrelationReport(null, null, null, 0, _leftOut)
        : new BandCorrelationReport(_redGreen.Average(), _redBlue.Average(), _greenBlue.Average(), _redGreen.Count, _leftOut)
        {
            Median = new BandCorrelationMedian(Median.Of(_redGreen), Median.Of(_redBlue), Median.Of(_greenBlue)),
        };
}
