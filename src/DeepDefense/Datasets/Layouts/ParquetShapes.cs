namespace DeepDefense.Datasets.Layouts;

/// <summary>The structs of Parquet's headers for <see cref="ThriftReader"/>. Source: apache/parquet-format, <c>parquet.thrift</c>.</summary>
internal static class ParquetShapes
{
    /// <summary>The fields of each struct.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyDictionary<int, string>> All { get; } = new Dictionary<string, IReadOnlyDictionary<int, string>>
    {
        ["FileMetaData"] = Of("1i 2[SchemaElement 3l 4[RowGroup 5[KeyValue 6s 7[ColumnOrder 8Union 9s"),
        ["SchemaElement"] = Of("1i 2i 3i 4s 5i 6i 7i 8i 9i 10LogicalType"),
        ["LogicalType"] = Of("1Empty 2Empty 3Empty 4Empty 5Decimal 6Empty 7Time 8Time 10Integer 11Empty 12Empty 13Empty 14Empty 15Empty"),
        ["Decimal"] = Of("1i 2i"),
        ["Time"] = Of("1b 2Unit"),
        ["Unit"] = Of("1Empty 2Empty 3Empty"),
        ["Integer"] = Of("1y 2b"),
        ["RowGroup"] = Of("1[ColumnChunk 2l 3l 4[SortingColumn 5l 6l 7h"),
        ["SortingColumn"] = Of("1i 2b 3b"),
        ["ColumnChunk"] = Of("1s 2l 3ColumnMetaData 4l 5i 6l 7i 8Union 9s"),
        ["ColumnMetaData"] = Of("1i 2[i 3[s 4i 5l 6l 7l 8[KeyValue 9l 10l 11l 12Statistics 13[PageEncodingStats 14l 15i 16SizeStatistics"),
        ["Statistics"] = Of("1s 2s 3l 4l 5s 6s 7b 8b"),
        ["PageEncodingStats"] = Of("1i 2i 3i"),
        ["SizeStatistics"] = Of("1l 2[l 3[l"),
        ["KeyValue"] = Of("1s 2s"),
        ["ColumnOrder"] = Of("1Empty"),
        ["PageHeader"] = Of("1i 2i 3i 4i 5DataPageHeader 6Empty 7DictionaryPageHeader 8DataPageHeaderV2"),
        ["DataPageHeader"] = Of("1i 2i 3i 4i 5Statistics"),
        ["DictionaryPageHeader"] = Of("1i 2i 3b"),
        ["DataPageHeaderV2"] = Of("1i 2i 3i 4i 5i 6i 7b 8Statistics"),
    };

    private static Dictionary<int, string> Of(string fields) => fields.Split(' ').ToDictionary(
        field => int.Parse(string.Concat(field.TakeWhile(char.IsDigit)), System.Globalization.CultureInfo.InvariantCulture), field => field.TrimStart([.. "0123456789"]));
}
