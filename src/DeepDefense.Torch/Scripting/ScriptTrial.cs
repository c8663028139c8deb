using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>Reads a foreign network in a process of its own, with a limit of time and of memory, and sends noise through it there. An
/// endless loop, an abort or a full memory end that process.</summary>
internal static class ScriptTrial
{
    private const int LastLines = 5, LongestError = 1 << 14, LongestAnswer = 64 << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Checks a file and tries it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shapes">Inputs of noise to send through in use, in order, until one gives a tensor; none: it is only read.</param>
    /// <param name="options">Limits, or null: <see cref="ScriptTrialOptions.Default"/>.</param>
    /// <param name="cancellation">Ends the process.</param>
    /// <exception cref="ModelFormatException">The file is refused; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="NotSupportedException">This program cannot start such a process; the message says what to do.</exception>
    internal static ScriptTrialResult Run(string path, IReadOnlyList<long[]> shapes, ScriptTrialOptions? options = null, CancellationToken cancellation = default)
    {
        OpenedScript opened = ScriptProgram.Open(path);
        return Run(opened, path, shapes, null, options, cancellation);
    }

    /// <summary>Tries an archive that was checked.</summary>
    internal static ScriptTrialResult Run(OpenedScript opened, string path, IReadOnlyList<long[]> shapes, int? classes, ScriptTrialOptions? options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        (ScriptProgram program, IReadOnlyList<ScriptOutput> outputs, byte[] archive) = opened;
        ScriptTrialRequest request = new(NewMark(), archive.Length, shapes, TorchRuntime.Threads, program.HasMode,
            [.. new[] { ScriptHabits.NumbersOf(program), ScalarType.Float32 }.Distinct()], [1, .. ScriptHabits.BatchesIn(program)], outputs, classes);
        return Run(request, archive, path, archive.Length, error => TorchScriptArchive.NotReadHere(path, Reason(error)), options, cancellation);
    }

    /// <summary>Tries a network.</summary>
    /// <param name="request">What is tried.</param>
    /// <param name="archive">The bytes of the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="length">Bytes of all that it is made of, which say what memory it may take.</param>
    /// <param name="refuse">What is said where the network is not read, of the reason.</param>
    /// <param name="options">Limits, or null: <see cref="ScriptTrialOptions.Default"/>.</param>
    /// <param name="cancellation">Ends the process.</param>
    internal static ScriptTrialResult Run(ScriptTrialRequest request, byte[] archive, string path, long length, Func<string, ModelFormatException> refuse, ScriptTrialOptions? options, CancellationToken cancellation)
    {
        using Process child = ScriptTrialHost.Start();
        try
        {
            Task send = Task.Run(() => Send(child, request, archive), CancellationToken.None);
            Task<string> errors = Task.Run(() => ReadEnd(child.StandardError, LongestError), CancellationToken.None);
            Task<string> output = Task.Run(() => ReadEnd(child.StandardOutput, LongestAnswer), CancellationToken.None);
            string? limit = Wait(child, options ?? ScriptTrialOptions.Default, length, cancellation);
            send.GetAwaiter().GetResult();
            ScriptTrialAnswer? last = Answers(output.GetAwaiter().GetResult(), request.Mark).LastOrDefault();
            if (last?.Error is not null) { throw refuse(last.Error); }
            if (last is { Result: { } result, IsLast: true }) { return result; }
            string ending = limit ?? Ending(child.ExitCode, errors.GetAwaiter().GetResult());
            return last?.Result is { } known ? known with { BFloat16 = $"to try it {ending}" } : throw new ModelFormatException($"{path}: {Doing(last, request.Shapes)} {ending}");
        }
        finally
        {
            Kill(child);
        }
    }

    /// <summary>What no network can guess.</summary>
    internal static string NewMark() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>What libtorch says, without where it was compiled, and printable.</summary>
    internal static string Reason(string error) => string.Join(' ', LoadedScript.Printable(error).Split('\n').Select(line => line.Trim())
        .TakeWhile(line => !line.StartsWith("Exception raised from", StringComparison.Ordinal)).Where(line => line.Length > 0 && line != "Traceback of TorchScript, serialized code (most recent call last):"));

    private static void Send(Process child, ScriptTrialRequest request, byte[] archive)
    {
        try
        {
            Stream to = child.StandardInput.BaseStream;
            to.Write(JsonSerializer.SerializeToUtf8Bytes(request, ScriptTrialAnswer.Json));
            to.WriteByte((byte)'\n');
            to.Write(archive);
            to.Flush();
        }
        catch (IOException) { } // it has ended, and what it left says why
    }

    // To the end, of which as much is kept.
    private static string ReadEnd(StreamReader from, int most)
    {
        StringBuilder kept = new();
        char[] buffer = new char[1 << 14];
        for (int read = from.Read(buffer); read > 0; read = from.Read(buffer))
        {
            kept.Append(buffer, 0, read);
            if (kept.Length > most) { kept.Remove(0, kept.Length - most); }
        }
        return kept.ToString();
    }

    // Of a line that the end of the process cut short, nothing.
    private static IEnumerable<ScriptTrialAnswer> Answers(string output, string mark) =>
        output.Split('\n').Where(line => line.StartsWith(mark, StringComparison.Ordinal)).Select(line => ScriptTrialAnswer.Read(line[mark.Length..])).OfType<ScriptTrialAnswer>();

    /// <returns>The limit that it went over, or null: it ended by itself.</returns>
    private static string? Wait(Process child, ScriptTrialOptions options, long length, CancellationToken cancellation)
    {
        long memory = options.MemoryFor(length), start = Stopwatch.GetTimestamp();
        while (!child.WaitForExit(Pause))
        {
            string? limit = Stopwatch.GetElapsedTime(start) > options.Timeout
                ? string.Create(CultureInfo.InvariantCulture, $"took more than {options.Timeout.TotalSeconds:0.#} s and was stopped; an endless loop perhaps, or a slow machine: {ScriptTrialOptions.Variable} gives it more seconds")
                : MemoryOf(child) > memory ? string.Create(CultureInfo.InvariantCulture, $"took more than {memory >> 20} MiB of memory and was stopped") : null;
            if (limit is not null || cancellation.IsCancellationRequested)
            {
                Kill(child);
                cancellation.ThrowIfCancellationRequested();
                return limit;
            }
        }
        return null;
    }

    private static long MemoryOf(Process child)
    {
        try
        {
            child.Refresh();
            return child.WorkingSet64;
        }
        catch (InvalidOperationException) { return 0; } // it has just ended
    }

    private static void Kill(Process child)
    {
        if (!child.HasExited) { child.Kill(entireProcessTree: true); }
        child.WaitForExit();
    }

    private static string Doing(ScriptTrialAnswer? last, IReadOnlyList<long[]> shapes) => last is { At: >= 0 } && last.At < shapes.Count
        ? $"to send an input of ({string.Join(", ", shapes[last.At])}) through it in a process of its own"
        : "to read it in a process of its own";

    private static string Ending(int code, string errors)
    {
        string how = code switch
        {
            134 => "ended that process: aborted (SIGABRT)",
            136 => "ended that process: a division by zero (SIGFPE)",
            137 => "ended that process: killed (SIGKILL), for want of memory perhaps",
            139 or unchecked((int)0xC0000005) => "ended that process: memory out of bounds (SIGSEGV)",
            unchecked((int)0xC00000FD) => "ended that process: stack overflow",
            _ => string.Create(CultureInfo.InvariantCulture, $"ended that process with code {code}"),
        };
        // What C++ says of an exception that nobody caught comes first, and where it happened behind it.
        const string Said = "what():";
        int said = errors.IndexOf(Said, StringComparison.Ordinal);
        string[] lines = [.. LoadedScript.Printable(errors)[(said < 0 ? 0 : said + Said.Length)..].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        return lines.Length == 0 ? how : $"{how}: {string.Join(" | ", said < 0 ? lines.TakeLast(LastLines) : lines.Take(LastLines))}";
    }
}
