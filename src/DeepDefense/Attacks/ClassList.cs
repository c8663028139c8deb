using System.Text.Json.Serialization;

namespace DeepDefense.Attacks;

/// <summary>Some classes: each once, one at least. Lists with the same classes in the same order are equal.</summary>
[JsonConverter(typeof(ClassListConverter))]
public sealed class ClassList : IEquatable<ClassList>
{
    private readonly int[] _classes;

    /// <summary>The classes of the given numbers.</summary>
    /// <exception cref="ArgumentException">There is none, one is negative, or one comes twice.</exception>
    public ClassList(params ReadOnlySpan<int> classes)
    {
        _classes = classes.ToArray();
        if (_classes.Length == 0 || _classes.Min() < 0 || _classes.Distinct().Count() < _classes.Length)
        {
            throw new ArgumentException($"the classes [{this}]: expected at least one, each once, from 0 on", nameof(classes));
        }
    }

    /// <summary>How many there are, at least 1.</summary>
    public int Count => _classes.Length;

    /// <summary>The classes in their order.</summary>
    public ReadOnlySpan<int> Classes => _classes;

    /// <summary>The class of a place in the list.</summary>
    public int this[int place] => _classes[place];

    /// <summary>Whether a class is one of them.</summary>
    public bool Contains(int label) => _classes.Contains(label);

    /// <inheritdoc/>
    public bool Equals(ClassList? other) => other is not null && _classes.AsSpan().SequenceEqual(other._classes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClassList);

    /// <inheritdoc/>
    public override int GetHashCode() => _classes.Aggregate(0, HashCode.Combine);

    /// <summary>The numbers, with commas.</summary>
    public override string ToString() => string.Join(", ", _classes);
}
