namespace DeepDefense.Steganalysis;

/// <summary>A running mean of correlations over images.</summary>
internal sealed class BandCorrelationMean
{
    private double _redGreen, _redBlue, _greenBlue;
    private int _counted, _leftOut;

    /// <summary>Counts one image, or leaves it out where a band has no variance.</summary>
    internal void Add(BandMoments image)
    {
        if (image.Correlations() is not var (redGreen, redBlue, greenBlue))
        {
            _leftOut++;
            return;
        }
        _redGreen += redGreen;
        _redBlue += redBlue;
        _greenBlue += greenBlue;
        _counted++;
    }

    internal BandCorrelationReport ToReport() =>
        new(MeanOf(_redGreen), MeanOf(_redBlue), MeanOf(_greenBlue), _counted, _leftOut);

    private double? MeanOf(double sum) => _counted > 0 ? sum / _counted : null;
}
