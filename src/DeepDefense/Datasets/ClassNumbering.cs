using System.Globalization;

namespace DeepDefense.Datasets;

/// <summary>Whether labels of two sets, or of a set and a model, mean the same.</summary>
internal static class ClassNumbering
{
    private const int Shown = 3;

    /// <summary>Refuses sets of which a class has another number in the other. Sets that share no name are taken to number the same
    /// classes, unless one has numbers for names and not in their order: 1, 10, 2.</summary>
    /// <exception cref="ArgumentException">There is such a class, or are such names.</exception>
    internal static void Require(LabeledImages one, LabeledImages other)
    {
        Require(one.ClassNames, other.ClassNames, "one set", "the other");
        RequireOrder(one.ClassNames, other.ClassNames);
        RequireOrder(other.ClassNames, one.ClassNames);
    }

    /// <summary>Refuses a class that has another number there.</summary>
    /// <param name="here">The classes of one, in its order.</param>
    /// <param name="there">Those of the other.</param>
    /// <param name="nameHere">What messages call the one.</param>
    /// <param name="nameThere">What they call the other.</param>
    /// <exception cref="ArgumentException">There is one.</exception>
    internal static void Require(IReadOnlyList<string> here, IReadOnlyList<string> there, string nameHere, string nameThere)
    {
        Dictionary<string, int> numbers = here.Select((name, label) => (name, label)).DistinctBy(entry => entry.name).ToDictionary(entry => entry.name, entry => entry.label);
        for (int label = 0; label < there.Count; label++)
        {
            if (numbers.TryGetValue(there[label], out int number) && number != label)
            {
                throw new ArgumentException($"the class '{there[label]}' is number {number} in {nameHere} and {label} in {nameThere}: their labels do not mean the same");
            }
        }
    }

    // By number the folders 1, 2 and 10 would be the first, second and third class; by name, as they are read, they are not.
    private static void RequireOrder(IReadOnlyList<string> names, IReadOnlyList<string> others)
    {
        int[] numbers = [.. names.Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        if (numbers.Contains(-1) || numbers.Order().SequenceEqual(numbers) || names.Intersect(others).Any()) { return; }
        throw new ArgumentException($"the classes of one set are called {Begin(names)}, as names are sorted, those of the other {Begin(others)}: which is which is not known. "
            + "Give the class folders of both the same names");
    }

    private static string Begin(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? " and so on" : "");
}
