using System.Diagnostics.CodeAnalysis;
using Parquet;
using Parquet.Schema;

namespace DeepDefense.Datasets.Layouts;

/// <summary>A Parquet file as a table of flat columns, a row group at a time. Its footer is read once; between two reads the file is closed.</summary>
/// <param name="path">The file.</param>
[SuppressMessage("Design", "CA1001", Justification = "Nothing is open between two reads.")]
internal sealed class ParquetTable(string path)
{
    private readonly ReopenedFile _file = new(path);
    private ParquetFooter? _footer;
    private ParquetReader? _reader;

    /// <summary>What the file says of itself.</summary>
    /// <exception cref="DatasetException">It is no Parquet file, or damaged.</exception>
    internal ParquetFooter Footer => _footer ??= ParquetFooter.Read(path);

    /// <summary>The columns that hold one value a row, by their paths with <c>/</c>, and the .NET type of each.</summary>
    /// <exception cref="DatasetException">The schema is none.</exception>
    internal IReadOnlyList<(string Name, Type Type)> Columns() => Use("the schema", reader =>
        Task.FromResult<IReadOnlyList<(string, Type)>>([.. reader.Schema.GetDataFields().Where(field => field.MaxRepetitionLevel == 0).Select(field => (NameOf(field), field.ClrType))]));

    /// <summary>A column of one row group.</summary>
    /// <typeparam name="T">Its .NET type.</typeparam>
    /// <param name="group">Which row group.</param>
    /// <param name="column">The path of the column.</param>
    /// <returns>A value a row; null where there is none.</returns>
    /// <exception cref="DatasetException">It is damaged.</exception>
    internal T?[] Read<T>(int group, string column)
        where T : struct => Use($"row group {group}, column {column}", async reader =>
    {
        int rows = Footer.Groups[group].Rows;
        ParquetPages.Check(_file, ChunkOf(group, column), rows);
        DataField field = reader.Schema.GetDataFields().Single(field => NameOf(field) == column);
        T[] values = new T[rows];
        int[]? levels = field.MaxDefinitionLevel > 0 ? new int[rows] : null;
        using ParquetRowGroupReader rowGroup = reader.OpenRowGroupReader(group);
        await rowGroup.ReadRawAsync<T>(field, values, levels, null, CancellationToken.None).ConfigureAwait(false);
        // Values stand close together; a level says which rows have one.
        int next = 0;
        return levels is null
            ? Array.ConvertAll(values, value => (T?)value)
            : Array.ConvertAll(levels, level => level == field.MaxDefinitionLevel ? values[next++] : (T?)null);
    });

    /// <summary>A column of one row group as it is said of it.</summary>
    internal ParquetChunk ChunkOf(int group, string column) => Footer.Groups[group].Chunks.SingleOrDefault(chunk => chunk.Name == column)
        ?? throw new DatasetException(path, $"row group {group}", "not one column " + column, "one, as the schema says");

    // What a damaged file makes of the library is not foreseen; that it is damaged is what is to be known.
    private T Use<T>(string position, Func<ParquetReader, Task<T>> use)
    {
        _ = Footer; // checked before the library reads it
        try { return Task.Run(async () => await use(_reader ??= await ParquetReader.CreateAsync(_file, leaveStreamOpen: true).ConfigureAwait(false)).ConfigureAwait(false)).GetAwaiter().GetResult(); }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException or DatasetException))
        {
            throw new DatasetException(path, position, $"damage, or what is not known: {failure.Message.ReplaceLineEndings(" ")}", "columns as Parquet has them");
        }
        finally { _file.Release(); }
    }

    private static string NameOf(DataField field) => string.Join('/', field.Path.ToList());
}
