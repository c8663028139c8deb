using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DeepDefense.Datasets;

/// <summary>The training rows of a set as they are listed: before files that are bad are left out, and before any image is read.</summary>
public sealed class SetRows
{
    private readonly Lazy<string> _fingerprint;

    internal SetRows(IReadOnlyList<string> classNames, int count, Func<int, (string Source, int Label)> row, IReadOnlyList<int> read)
    {
        (Count, Read) = (count, read);
        _fingerprint = new(() => Hash(classNames, count, row));
    }

    /// <summary>Rows of images that are all read.</summary>
    internal SetRows(LabeledImages images)
        : this(images.ClassNames, images.Count, i => (images.SourceOf(i), images.Labels[i]), [.. Enumerable.Range(0, images.Count)])
    {
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The row of each image that was read, ascending.</summary>
    public IReadOnlyList<int> Read { get; }

    /// <summary>SHA-256 over the names of the classes, and the name and label of each row, in lower-case hex. Pixels are no part of it: no image need be read.
    /// Names are those inside of the set, so that it may be moved.</summary>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>The same rows, of which fewer images are read.</summary>
    internal SetRows Of(Range part) => new(Count, [.. Read.Take(part)], _fingerprint);

    private SetRows(int count, IReadOnlyList<int> read, Lazy<string> fingerprint) => (Count, Read, _fingerprint) = (count, read, fingerprint);

    private static string Hash(IReadOnlyList<string> classNames, int count, Func<int, (string Source, int Label)> row)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, classNames.Count);
        foreach (string name in classNames) { Add(hash, name); }
        Add(hash, count);
        for (int i = 0; i < count; i++)
        {
            (string source, int label) = row(i);
            Add(hash, source);
            Add(hash, label);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // With its length, so that no two lists of names give the same bytes.
    private static void Add(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
