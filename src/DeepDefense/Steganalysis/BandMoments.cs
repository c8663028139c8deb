namespace DeepDefense.Steganalysis;

/// <summary>First and second moments of three bands, in whole numbers: that a band has no variance is then a fact, not
/// a matter of rounding.</summary>
internal struct BandMoments
{
    private long _count;
    private long _red, _green, _blue;
    private long _redRed, _greenGreen, _blueBlue;
    private long _redGreen, _redBlue, _greenBlue;

    /// <summary>Counts one pixel; values in [-255, 255].</summary>
    internal void Add(int red, int green, int blue)
    {
        _count++;
        _red += red;
        _green += green;
        _blue += blue;
        _redRed += red * red;
        _greenGreen += green * green;
        _blueBlue += blue * blue;
        _redGreen += red * green;
        _redBlue += red * blue;
        _greenBlue += green * blue;
    }

    /// <summary>The three correlations, or null where a band has one value only.</summary>
    internal readonly (double RedGreen, double RedBlue, double GreenBlue)? Correlations()
    {
        double red = Covariance(_redRed, _red, _red);
        double green = Covariance(_greenGreen, _green, _green);
        double blue = Covariance(_blueBlue, _blue, _blue);
        if (red == 0 || green == 0 || blue == 0) { return null; }
        return (Covariance(_redGreen, _red, _green) / (Math.Sqrt(red) * Math.Sqrt(green)),
            Covariance(_redBlue, _red, _blue) / (Math.Sqrt(red) * Math.Sqrt(blue)),
            Covariance(_greenBlue, _green, _blue) / (Math.Sqrt(green) * Math.Sqrt(blue)));
    }

    /// <summary>Squared count times the covariance; the factor cancels in a correlation.</summary>
    private readonly double Covariance(long sumOfProducts, long left, long right) =>
        (double)(((Int128)_count * sumOfProducts) - ((Int128)left * right));
}
