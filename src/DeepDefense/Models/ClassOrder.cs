using System.Globalization;

namespace DeepDefense.Models;

/// <summary>Networks number their classes as their training set did, and another copy of the set may number them otherwise.</summary>
internal static class ClassOrder
{
    private const int LeastImages = 5; // a class
    private const double LeastShare = 0.4;
    private const int Multiple = 3;
    private const int LeastClasses = 2; // that are taken for each other
    private const double ManyOfOneClass = 0.5; // of the images: then it may be right to say that class always
    private const double LeastSkill = 0.25; // of the way from chance to perfect: a network that knows hardly anything has some best order too

    /// <summary>Names of classes where a contract has their numbers in the data set instead: a permutation of 0 to K - 1.</summary>
    /// <param name="said">What the contract says.</param>
    /// <param name="names">The names of the data set.</param>
    internal static IReadOnlyList<string> Named(IReadOnlyList<string> said, IReadOnlyList<string> names)
    {
        int[] numbers = [.. said.Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        bool areNumbers = said.Count == names.Count && !said.Any(names.Contains) && numbers.Order().SequenceEqual(Enumerable.Range(0, names.Count));
        return areNumbers ? [.. numbers.Select(number => names[number])] : said;
    }

    /// <summary>Which output of a network stands for each class of a data set.</summary>
    /// <param name="outputs">The names of the network's classes, in its order.</param>
    /// <param name="names">Those of the data set.</param>
    /// <returns>(K), or null: the order is the same, or the names are not.</returns>
    internal static int[]? Of(IReadOnlyList<string> outputs, IReadOnlyList<string> names)
    {
        if (outputs.SequenceEqual(names) || outputs.Distinct().Count() != outputs.Count || !outputs.Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal))) { return null; }
        List<string> places = [.. outputs];
        return [.. names.Select(name => places.IndexOf(name))];
    }

    /// <summary>What is wrong with the answers of a network about images whose labels are mostly right; null: nothing.</summary>
    /// <param name="answers">(N), classes in [0, K).</param>
    /// <param name="labels">(N).</param>
    /// <param name="names">K names.</param>
    /// <param name="current">(K), the output that was taken for each class, or null: that of its number.</param>
    /// <param name="isOrder">Whether another order of the classes would be right: else the images may be at fault too.</param>
    internal static string? Problem(int[] answers, ReadOnlySpan<int> labels, IReadOnlyList<string> names, int[]? current, out bool isOrder)
    {
        isOrder = false;
        int classes = names.Count;
        if (answers.Length < LeastImages * classes) { return null; }
        int[,] counts = new int[classes, classes];
        for (int i = 0; i < answers.Length; i++) { counts[labels[i], answers[i]]++; }
        int[] order = Likely(counts, classes);
        double right = Share(label => label), reordered = Share(label => order[label]), chance = 1.0 / classes;
        isOrder = reordered >= chance + (LeastSkill * (1 - chance)) && Enumerable.Range(0, classes).Count(label => IsTakenFor(label, order[label])) >= LeastClasses;
        bool isConstant = answers.Distinct().Count() == 1 && right < ManyOfOneClass;
        if (right > chance && !isOrder && !isConstant) { return null; }
        string found = string.Create(CultureInfo.InvariantCulture, $"{(isConstant ? $"takes every image for the class {names[answers[0]]}, so that it " : "")}is right on {100 * right:F1} % of {answers.Length} images, where chance is {100 * chance:F1} %");
        if (!isOrder)
        {
            return $"{found}: it is no network of these classes, or takes images otherwise than assumed (--channel-order, --value-range, --mean, --std, --input-size; deepdefense inspect shows what is)";
        }
        int[] outputs = new int[classes];
        for (int label = 0; label < classes; label++) { outputs[current is null ? order[label] : current[order[label]]] = label; }
        return string.Create(CultureInfo.InvariantCulture, $"{found}, and on {100 * reordered:F1} % if its classes are in another order than the images': say it with --class-order {string.Join(",", outputs)} (the class of each output), or by names under classes in the contract");

        // Images of a trigger are all taken for one class; two classes that are taken for others are an order.
        bool IsTakenFor(int label, int output)
        {
            int images = Enumerable.Range(0, classes).Sum(answer => counts[label, answer]);
            return output != label && images >= LeastImages && counts[label, output] >= LeastShare * images && counts[label, output] >= Multiple * counts[label, label];
        }

        double Share(Func<int, int> output) => (double)Enumerable.Range(0, classes).Sum(label => counts[label, output(label)]) / answers.Length;
    }

    // For each class the output that it is taken for most often; the largest counts choose first.
    private static int[] Likely(int[,] counts, int classes)
    {
        int[] order = [.. Enumerable.Repeat(-1, classes)];
        bool[] isTaken = new bool[classes];
        foreach ((int label, int output) in from label in Enumerable.Range(0, classes)
                                            from output in Enumerable.Range(0, classes)
                                            orderby counts[label, output] descending, label, output
                                            select (label, output))
        {
            if (order[label] >= 0 || isTaken[output]) { continue; }
            (order[label], isTaken[output]) = (output, true);
        }
        return order;
    }
}
