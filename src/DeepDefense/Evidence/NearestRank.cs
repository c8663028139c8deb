using DeepDefense.Torch;

namespace DeepDefense.Evidence;

/// <summary>Where, among the clean images of a layer ordered by distance to an image, the nearest one of a label stands; the last place if
/// it is further than its own label reaches (TED++'s tube).</summary>
internal sealed class NearestRank
{
    private const int BlockSize = 512;

    // Distances of one pair come from products of different shapes, and differ by rounding.
    private const double Rounding = 1 + 1e-9;
    private readonly Tensor _bank;
    private readonly int[] _labels;
    private readonly int[][] _members;
    private readonly Tube[] _tubes;

    /// <summary>Measures the tubes.</summary>
    /// <param name="bank">(M, D), the clean images, float64; stays the caller's.</param>
    /// <param name="labels">(M).</param>
    /// <param name="classes">K.</param>
    /// <param name="share">Of the other clean images of its label, those that are to lie in the tube of one, in (0, 1].</param>
    internal NearestRank(Tensor bank, int[] labels, int classes, double share)
    {
        (_bank, _labels, _members, _tubes) = (bank, labels, LabelRows.Members(labels, classes), new Tube[labels.Length]);
        foreach (int[] members in _members.Where(rows => rows.Length > 0))
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor rows = LabelRows.Rows(bank, members);
            for (int start = 0; start < members.Length; start += BlockSize)
            {
                int count = Math.Min(BlockSize, members.Length - start);
                double[] distances = Distances(rows.narrow(0, start, count), rows);
                for (int i = 0; i < count; i++)
                {
                    int self = start + i;
                    _tubes[members[self]] = Tube.Of([.. distances.AsSpan(i * members.Length, members.Length).ToArray().Where((_, j) => j != self).Order()], share);
                }
            }
        }
    }

    /// <summary>Ranks images.</summary>
    /// <param name="images">(N, D), float64.</param>
    /// <param name="labels">Of each image the labels under which it is looked for; the worst place counts.</param>
    /// <param name="isBank">Whether the images are the clean ones themselves: then each is compared with the others.</param>
    /// <returns>(N), in (0, 1]: rank over the number of clean images.</returns>
    internal double[] Of(Tensor images, IReadOnlyList<int[]> labels, bool isBank)
    {
        double[] ranks = new double[labels.Count];
        int size = _labels.Length;
        for (int start = 0; start < ranks.Length; start += BlockSize)
        {
            int count = Math.Min(BlockSize, ranks.Length - start);
            double[] distances = Distances(images.narrow(0, start, count), _bank);
            for (int i = 0; i < count; i++)
            {
                double[] own = distances.AsSpan(i * size, size).ToArray();
                ranks[start + i] = labels[start + i].Max(label => RankOf(own, label, isBank ? start + i : -1));
            }
        }
        return ranks;
    }

    private double RankOf(double[] distances, int label, int self)
    {
        int nearest = -1;
        foreach (int j in _members[label])
        {
            if (j != self && (nearest < 0 || distances[j] < distances[nearest])) { nearest = j; }
        }
        if (nearest < 0) { return 1; }
        bool isOwn = self >= 0 && _labels[self] == label;
        double reach = isOwn ? _tubes[nearest].RadiusWithout(distances[nearest]) : _tubes[nearest].Radius;
        if (distances[nearest] > reach * Rounding) { return 1; }
        int closer = 0;
        for (int j = 0; j < distances.Length; j++) { if (j != self && distances[j] < distances[nearest]) { closer++; } }
        return (closer + 1.0) / (self < 0 ? distances.Length : distances.Length - 1);
    }

    private static double[] Distances(Tensor rows, Tensor others)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor squares = rows.square().sum(1, keepdim: true) + others.square().sum(1) - (2 * rows.mm(others.t()));
        return squares.clamp(min: 0).sqrt().ToArray<double>();
    }

    // How far an image's label reaches around it: the largest of the ceil(m share) smallest of the m distances to others of its label. If
    // one of these is the image that is looked at, there are m - 1: the largest of ceil((m - 1) share), which is one further down the
    // list where the image is among them.
    private readonly record struct Tube(double Radius, double Last, double Next)
    {
        internal static Tube Of(double[] ascending, double share)
        {
            int kept = Kept(ascending.Length), without = Kept(ascending.Length - 1);
            return new Tube(At(kept - 1), At(without - 1), At(without));

            int Kept(int others) => (int)Math.Ceiling((others * share) - 1e-9);

            double At(int place) => place >= 0 && place < ascending.Length ? ascending[place] : -1;
        }

        internal double RadiusWithout(double distance) => distance <= Last * Rounding ? Next : Last;
    }
}
