using DeepDefense.Torch;

namespace DeepDefense.Datasets.Synthetic;

/// <summary>A periodic random surface whose amplitude falls as 1/f, as the brightness of natural scenes does: noise
/// on lattices of doubling density, interpolated smoothly, each with half the amplitude of the one before.
/// Source: Field, "Relations between the statistics of natural images and the response properties of cortical
/// cells", 1987.</summary>
internal sealed class FractalField
{
    private const int CoarsestLattice = 2;

    private readonly int _side;
    private readonly float[] _heights;

    /// <summary>Draws a surface.</summary>
    /// <param name="side">Its period in pixels.</param>
    /// <param name="random">Draws the lattices.</param>
    internal FractalField(int side, RandomStream random)
    {
        (_side, _heights) = (side, new float[side * side]);
        float amplitude = 1;
        for (int lattice = CoarsestLattice; lattice <= side; lattice *= 2)
        {
            AddOctave(lattice, amplitude, random);
            amplitude /= 2;
        }
        Normalise();
    }

    /// <summary>The height at a pixel, mean 0 and standard deviation 1 over the period.</summary>
    internal float At(int x, int y) => _heights[y % _side * _side + x % _side];

    private void AddOctave(int lattice, float amplitude, RandomStream random)
    {
        float[] knots = new float[lattice * lattice];
        for (int i = 0; i < knots.Length; i++)
        {
            knots[i] = amplitude * (float)(2 * random.NextDouble() - 1);
        }
        // The same for rows and columns.
        Span<(int Before, int After, float Weight)> between = new (int, int, float)[_side];
        for (int i = 0; i < _side; i++)
        {
            between[i] = Between((float)i * lattice / _side, lattice);
        }
        float[] line = new float[lattice];
        for (int y = 0; y < _side; y++)
        {
            (int top, int bottom, float down) = between[y];
            for (int knot = 0; knot < lattice; knot++)
            {
                line[knot] = float.Lerp(knots[top * lattice + knot], knots[bottom * lattice + knot], down);
            }
            for (int x = 0; x < _side; x++)
            {
                (int left, int right, float across) = between[x];
                _heights[y * _side + x] += float.Lerp(line[left], line[right], across);
            }
        }
    }

    private static (int Before, int After, float Weight) Between(float position, int lattice)
    {
        int before = (int)position;
        float t = position - before;
        return (before % lattice, (before + 1) % lattice, t * t * (3 - 2 * t));
    }

    private void Normalise()
    {
        float sum = 0, squares = 0;
        foreach (float height in _heights)
        {
            sum += height;
            squares += height * height;
        }
        float mean = sum / _heights.Length;
        float deviation = MathF.Sqrt(squares / _heights.Length - mean * mean);
        for (int i = 0; i < _heights.Length; i++)
        {
            _heights[i] = (_heights[i] - mean) / deviation;
        }
    }
}
