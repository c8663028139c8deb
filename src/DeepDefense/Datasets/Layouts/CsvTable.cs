using CsvHelper;

namespace DeepDefense.Datasets.Layouts;

/// <summary>A row of a table.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Fields">The columns that were asked for, in that order; an optional one that is not there is null.</param>
internal sealed record CsvRow(long Line, string?[] Fields)
{
    /// <summary>Where it stands, for messages.</summary>
    internal string Position => $"line {Line}";
}

/// <summary>Reads tables with a header: RFC 4180, UTF-8, quotes allowed.</summary>
internal static class CsvTable
{
    // An unclosed quote would otherwise read a file of any size into memory.
    private const int LongestRow = 1 << 16;

    /// <summary>Reads some columns; others are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What lies between fields.</param>
    /// <param name="required">Columns that must be there, by name; case does not count.</param>
    /// <param name="refuse">Takes rows of another number of fields than the header has.</param>
    /// <param name="optional">Columns that may be there.</param>
    /// <exception cref="DatasetException">The header lacks a column, or quotes do not match.</exception>
    internal static List<CsvRow> Read(
        string path, char separator, string[] required, Action<DatasetException> refuse, params string[] optional)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using CsvReader reader = CsvReader.Create(stream, Options(separator));
            int[] columns = [.. required.Select(name => ColumnOf(reader, name) ?? throw NoColumn(path, reader, name, separator)),
                .. optional.Select(name => ColumnOf(reader, name) ?? -1)];
            List<CsvRow> rows = [];
            while (reader.Read())
            {
                if (reader.FieldCount == reader.Headers.Count)
                {
                    rows.Add(new CsvRow(reader.LineNumber, [.. columns.Select(column => column < 0 ? null : reader.GetString(column))]));
                    continue;
                }
                refuse(new DatasetException(path, $"line {reader.LineNumber}", $"{reader.FieldCount} fields",
                    $"{reader.Headers.Count}, as in the header"));
            }
            return rows;
        }
        catch (CsvFormatException failure)
        {
            throw new DatasetException(path, failure.LineNumber > 0 ? $"line {failure.LineNumber}" : null,
                $"no table ({failure.Message})", $"fields with '{separator}' between them, quotes in pairs, a row of at most {LongestRow} bytes");
        }
    }

    /// <summary>Whether a table has a header, and no such column in it.</summary>
    internal static bool Lacks(string path, char separator, string column)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using CsvReader reader = CsvReader.Create(stream, Options(separator));
            return ColumnOf(reader, column) is null;
        }
        catch (CsvFormatException) { return false; }
    }

    private static CsvReaderOptions Options(char separator) => new()
    {
        Separator = separator,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = LongestRow,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
    };

    private static int? ColumnOf(CsvReader reader, string name) =>
        reader.TryGetFieldIndex(name, out int column) ? column : null;

    private static DatasetException NoColumn(string path, CsvReader reader, string name, char separator) =>
        new(path, "line 1", reader.Headers.Count == 0 ? "nothing" : $"the columns {string.Join(", ", reader.Headers.Take(10))}",
            $"a column {name}, and '{separator}' between columns");
}
