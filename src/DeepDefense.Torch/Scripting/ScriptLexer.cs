using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Takes the code of a TorchScript archive apart into words. It is put together again from them, so that libtorch sees
/// only what was looked at: no comments, no line breaks inside a statement. Depth is bounded, as libtorch's parser and compiler
/// call themselves for every level.</summary>
internal sealed class ScriptLexer
{
    /// <summary>Brackets and operators that one expression may stack up.</summary>
    internal const int MostDepth = 200;

    private const int MostLevels = 50;
    // Besides bytes of letters outside ASCII, as \303\274. What might speak to the terminal that shows it is not among them.
    private const string Escapes = "\\'\"nt";
    private static readonly string[] Signs = ["**", "//", "->", "==", "!=", "<=", ">=", "<<", ">>", "+=", "-=", "*=", "/=",
        "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", "."];

    private readonly string _text, _path, _entry;
    private readonly List<ScriptLine> _lines = [];
    private readonly List<ScriptToken> _tokens = [];
    private readonly Stack<int> _indents = new([0]);
    private readonly Stack<(char Open, int Chain)> _open = new();
    private int _at, _line = 1, _begun, _chain, _level;

    private ScriptLexer(string text, string path, string entry) => (_text, _path, _entry) = (text, path, entry);

    /// <summary>The statements of an entry.</summary>
    /// <exception cref="ModelFormatException">It is not written as TorchScript is, or too deep.</exception>
    internal static IReadOnlyList<ScriptLine> Read(string text, string path, string entry)
    {
        ScriptLexer lexer = new(text, path, entry);
        lexer.Run();
        return lexer._lines;
    }

    private char Here => _at < _text.Length ? _text[_at] : '\0';

    private void Run()
    {
        while (_at < _text.Length)
        {
            if (_tokens.Count == 0) { Indentation(); }
            char c = Here;
            if (c is ' ' or '\t' or '\r') { _at++; }
            else if (c == '\n') { NewLine(); }
            else if (c == '#') { _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length; }
            else if (_at < _text.Length) { Add(Token(c)); }
        }
        if (_open.Count > 0) { throw Refusal("a bracket that is not closed", "pairs"); }
        EndStatement();
    }

    private void Indentation()
    {
        int start = _at;
        while (Here == ' ') { _at++; }
        if (Here is '\n' or '\r' or '#' or '\0') { return; }
        int width = _at - start;
        while (width < _indents.Peek()) { _indents.Pop(); }
        if (width > _indents.Peek())
        {
            _indents.Push(width);
            if (_indents.Count > MostLevels) { throw Refusal($"blocks more than {MostLevels} deep", "fewer"); }
        }
        (_level, _begun, _chain) = (_indents.Count - 1, _line, 0);
    }

    private void NewLine()
    {
        _at++;
        _line++;
        if (_open.Count == 0) { EndStatement(); }
    }

    private void EndStatement()
    {
        if (_tokens.Count > 0) { _lines.Add(new ScriptLine(_level, [.. _tokens], _begun)); }
        _tokens.Clear();
    }

    private ScriptToken Token(char c)
    {
        int start = _at;
        if (c is '"' or '\'') { return Text(c); }
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (char.IsAsciiLetterOrDigit(Here) || Here == '_') { _at++; }
            return new(ScriptTokenKind.Name, _text[start.._at]);
        }
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]))) { return Number(); }
        string sign = Signs.FirstOrDefault(sign => string.CompareOrdinal(_text, _at, sign, 0, sign.Length) == 0)
            ?? throw Refusal(char.IsControl(c) || c > '~' ? $"character U+{(int)c:X4}" : $"'{c}'", "what TorchScript is written in");
        _at += sign.Length;
        return new(ScriptTokenKind.Sign, sign);
    }

    private ScriptToken Text(char quote)
    {
        int start = _at++;
        if (string.CompareOrdinal(_text, start, new string(quote, 3), 0, 3) == 0) { throw Refusal("a text in three quotes", "one in one"); }
        while (Here != quote)
        {
            if (Here is < ' ' or > '~') { throw Refusal("a text that does not end on its line, or not in ASCII", "one as TorchScript writes it"); }
            _at += Here == '\\' ? Escape() : 1;
        }
        _at++;
        return new(ScriptTokenKind.Text, _text[start.._at]);
    }

    private int Escape()
    {
        ReadOnlySpan<char> next = _text.AsSpan(_at + 1);
        if (next is ['2' or '3', >= '0' and <= '7', >= '0' and <= '7', ..]) { return 1 + 3; }
        return next.Length > 0 && Escapes.Contains(next[0], StringComparison.Ordinal) ? 2 : throw Refusal("an escape in a text that is no quote, line or tab", "printable characters");
    }

    private ScriptToken Number()
    {
        int start = _at;
        Digits();
        if (Here == '.')
        {
            _at++;
            Digits();
        }
        if (Here is 'e' or 'E')
        {
            _at++;
            if (Here is '+' or '-') { _at++; }
            Digits();
        }
        if (Here == 'j') { _at++; }
        return char.IsAsciiLetterOrDigit(Here) || Here is '_' or '.' ? throw Refusal("a number that is none", "digits") : new(ScriptTokenKind.Number, _text[start.._at]);

        void Digits()
        {
            while (char.IsAsciiDigit(Here)) { _at++; }
        }
    }

    // How deep the tree of an expression may become: a comma begins a new one beside it.
    private void Add(ScriptToken token)
    {
        _tokens.Add(token);
        if (token.Text is "(" or "[" or "{" && token.Kind == ScriptTokenKind.Sign)
        {
            _open.Push((token.Text[0], ++_chain));
        }
        else if (token.Text is ")" or "]" or "}" && token.Kind == ScriptTokenKind.Sign)
        {
            if (!_open.TryPop(out (char Open, int Chain) opened) || (opened.Open, token.Text[0]) is not (('(', ')') or ('[', ']') or ('{', '}'))) { throw Refusal($"'{token.Text}' without its beginning", "pairs"); }
            _chain = opened.Chain;
        }
        else if (token.Is(",")) { _chain = _open.TryPeek(out (char, int Chain) around) ? around.Chain : 0; }
        else if (token.Kind == ScriptTokenKind.Sign || token.Text is "not" or "and" or "or" or "if" or "in" or "is") { _chain++; }
        if (_chain > MostDepth) { throw Refusal($"an expression more than {MostDepth} deep", "fewer brackets and operators"); }
    }

    private ModelFormatException Refusal(string found, string expected) => new(_path, $"entry {_entry}, line {_line}", found, expected);
}
