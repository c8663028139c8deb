using System.CommandLine;

namespace DeepDefense.Cli;

/// <summary>Options whose values are names of an enumeration. The parser alone would take any number for one of them.</summary>
internal static class EnumOptions
{
    /// <summary>Accepts the names and nothing else; case does not count.</summary>
    internal static void AcceptNames<T>(this Option<T> option)
        where T : struct, Enum => option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<T>());

    /// <inheritdoc cref="AcceptNames{T}(Option{T})"/>
    internal static void AcceptNames<T>(this Option<T?> option)
        where T : struct, Enum => option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<T>());
}
