namespace DeepDefense.Torch.Scripting;

/// <summary>What a word of TorchScript is.</summary>
internal enum ScriptTokenKind
{
    /// <summary>A name or a keyword.</summary>
    Name,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text with its quotes.</summary>
    Text,

    /// <summary>Anything else.</summary>
    Sign,
}

/// <summary>A word of TorchScript.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it is written.</param>
internal readonly record struct ScriptToken(ScriptTokenKind Kind, string Text)
{
    internal bool IsName => Kind == ScriptTokenKind.Name;

    /// <summary>Whether it is this name or sign.</summary>
    internal bool Is(string text) => Kind is ScriptTokenKind.Name or ScriptTokenKind.Sign && Text == text;
}

/// <summary>A statement, or the head of one, on one line.</summary>
/// <param name="Level">How deep it is indented.</param>
/// <param name="Tokens">Its words.</param>
/// <param name="Number">The line of the entry that it begins in, from 1; 0 where it was made here.</param>
internal sealed record ScriptLine(int Level, IReadOnlyList<ScriptToken> Tokens, int Number = 0)
{
    /// <summary>The line as libtorch gets it.</summary>
    public override string ToString() => new string(' ', 2 * Level) + string.Join(' ', Tokens.Select(token => token.Text));
}
