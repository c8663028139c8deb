using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>What a pickle of one kind of file may hold beyond plain values. Nothing that it names is ever called: its names stand for
/// values that are put together here, and any other name is refused.</summary>
internal abstract class PickleDialect
{
    /// <summary>What writes such pickles, for messages.</summary>
    internal abstract string Writer { get; }

    /// <summary>Whether texts of Python 2 are read, a byte a character. Default false.</summary>
    internal virtual bool HasByteTexts => false;

    /// <summary>What a name stands for.</summary>
    /// <exception cref="ModelFormatException">It is none of this dialect.</exception>
    internal virtual object? Named(PickledName name, PickleInput input) => name;

    /// <summary>A new object without its state.</summary>
    internal abstract object? New(object? type, object? arguments, PickleInput input);

    /// <summary>An object with its state.</summary>
    internal abstract object? Build(object? begun, object? state, PickleInput input);

    /// <summary>What a call gives.</summary>
    internal abstract object? Call(PickledName function, PickledTuple arguments, PickleInput input);
}
