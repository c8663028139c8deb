using System.Buffers.Binary;
using System.Globalization;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Labels as an array of whole numbers.</summary>
internal static class LabelArray
{
    private const int MostBytes = 1 << 28;

    /// <summary>Reads NumPy's array of labels, (N) or (N, 1).</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="stream">Stands at its beginning.</param>
    /// <param name="length">Bytes of all.</param>
    /// <param name="images">What messages call the images.</param>
    /// <param name="count">How many of them there are; no more labels are read.</param>
    /// <exception cref="DatasetException">It is no such array, or not one label an image.</exception>
    internal static long[] Read(string name, Stream stream, long length, string images, int count)
    {
        NpyHeader header = ReadHeader(name, stream);
        int size = header.Type switch { "|u1" or "|i1" => 1, "<u2" or "<i2" => 2, "<u4" or "<i4" => 4, "<u8" or "<i8" => 8, _ => 0 };
        if (size == 0) { throw new DatasetException(name, null, $"labels of the type {header.Type}", "whole numbers, little-endian: labels.astype('<i8')"); }
        if (header.Shape is not ([_] or [_, 1])) { throw new DatasetException(name, null, $"the shape ({string.Join(", ", header.Shape)})", "(N)"); }
        if (header.Count != count) { throw new DatasetException(name, null, $"{header.Count} labels", $"one for each of the {count} images of {images}"); }
        if (header.Count * size != length - header.Start || header.Count * size > MostBytes)
        {
            throw new DatasetException(name, null, $"{length - header.Start} bytes of values", $"({string.Join(", ", header.Shape)}) of {size} bytes each, {MostBytes} at most");
        }
        byte[] bytes = new byte[header.Count * size];
        try { stream.ReadExactly(bytes); }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException) { throw new DatasetException(name, null, $"damage: {failure.Message}", $"{bytes.Length} bytes of labels"); }
        bool signed = header.Type[1] == 'i';
        long[] labels = new long[header.Count];
        for (int i = 0; i < labels.Length; i++) { labels[i] = Value(bytes.AsSpan(i * size, size), signed); }
        return labels;
    }

    /// <summary>Reads the header of an array.</summary>
    /// <exception cref="DatasetException">It is none.</exception>
    internal static NpyHeader ReadHeader(string name, Stream stream)
    {
        try { return NpyHeader.Read(name, stream); }
        catch (ImageFormatException failure) { throw new DatasetException(name, "the header", failure.Reason, "an array as NumPy saves it"); }
        catch (InvalidDataException failure) { throw new DatasetException(name, "the header", $"damage: {failure.Message}", "an array as NumPy saves it"); }
    }

    /// <summary>Joins images and their labels.</summary>
    /// <param name="path">The file of the images.</param>
    /// <param name="source">Its path inside the set, with <c>/</c>.</param>
    /// <param name="store">The images.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="isTest">Whether they are there to test on.</param>
    /// <param name="classCount">Labels are below it; null: not known.</param>
    /// <param name="bad">Takes images without a class.</param>
    internal static IEnumerable<LabeledEntry> Join(string path, string source, RecordStore store, long[] labels, bool isTest, int? classCount, BadEntries bad)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= (classCount ?? int.MaxValue))
            {
                bad.Add(new DatasetException(path, store.PositionOf(i), $"the class {labels[i]}", classCount is null ? "a number from 0 on" : $"a number from 0 to {classCount - 1}"));
                continue;
            }
            yield return new LabeledEntry(new LabeledFile(path, $"{source}:{i}", 0) { Store = store, Record = i }, labels[i].ToString(CultureInfo.InvariantCulture), isTest, store.PositionOf(i));
        }
    }

    private static long Value(ReadOnlySpan<byte> bytes, bool signed) => (bytes.Length, signed) switch
    {
        (1, true) => (sbyte)bytes[0],
        (1, false) => bytes[0],
        (2, true) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };
}
