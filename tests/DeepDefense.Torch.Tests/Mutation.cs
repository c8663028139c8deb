using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace DeepDefense.Torch.Tests;

/// <summary>Changes a file as damage and attackers do, and gives it to its parser: a message or a result must come of it, in time and within
/// memory. Which change is made depends on the seed alone.</summary>
internal static class Mutation
{
    private const string CountVariable = "DEEPDEFENSE_FUZZ";
    private const int UsualCount = 2000;
    private const int Parsers = 18; // that share the count
    private const long MostMemory = 1L << 30;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);
    private static readonly ulong[] Extremes = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, ulong.MaxValue];

    /// <summary>Changed inputs of one parser: a share of 2,000, or of what <c>./test --fuzz N</c> asks for.</summary>
    internal static int Count { get; } = Math.Max(1, (int.TryParse(Environment.GetEnvironmentVariable(CountVariable), CultureInfo.InvariantCulture, out int asked) ? asked : UsualCount) / Parsers);

    /// <summary>Parses changed inputs.</summary>
    /// <param name="parser">Its name, which seeds the changes.</param>
    /// <param name="valid">Inputs that it reads.</param>
    /// <param name="parse">Writes bytes to a file and reads it.</param>
    /// <param name="isMessage">Whether an exception is one that a user gets as a message.</param>
    internal static void Run(string parser, IReadOnlyList<byte[]> valid, Action<byte[]> parse, Func<Exception, bool> isMessage)
    {
        for (int i = 0; i < Count; i++)
        {
            RandomStream random = new Seed((ulong)i).For(parser).Stream();
            byte[] input = Changed(valid[random.Next(valid.Count)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Stopwatch time = Stopwatch.StartNew();
            try { parse(input); }
            catch (Exception e) when (isMessage(e)) { }
            catch (Exception e) { throw new InvalidOperationException($"{parser}, input {i}: {e.GetType().Name}: {e.Message}", e); }
            time.Elapsed.ShouldBeLessThan(MostTime, $"{parser}, input {i}");
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostMemory, $"{parser}, input {i}");
        }
    }

    /// <summary>A changed copy: one to four of the changes below.</summary>
    internal static byte[] Changed(byte[] original, RandomStream random)
    {
        byte[] bytes = original;
        for (int left = 1 + random.Next(4); left > 0; left--) { bytes = Once(bytes, random); }
        return bytes;
    }

    private static byte[] Once(byte[] bytes, RandomStream random)
    {
        if (bytes.Length < 2) { return [.. bytes, (byte)random.Next(256)]; }
        // Parsers decide at the start of a file, where its sizes and kinds stand.
        int at = random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(bytes.Length, 128)), length = 1 + random.Next(Math.Min(64, bytes.Length - at));
        byte[] copy = [.. bytes];
        switch (random.Next(7))
        {
            case 0:
                copy[at] ^= (byte)(1 << random.Next(8));
                return copy;
            case 1:
                return copy[..at];
            case 2: // taken out
                return [.. copy[..at], .. copy[(at + length)..]];
            case 3: // twice
                return [.. copy[..(at + length)], .. copy[at..]];
            case 4: // noise
                for (int i = at; i < at + length; i++) { copy[i] = (byte)random.Next(256); }
                return copy;
            case 5: // one part for another
                int from = random.Next(bytes.Length - length + 1);
                bytes.AsSpan(from, length).CopyTo(copy.AsSpan(at));
                return copy;
            default:
                Span<byte> number = stackalloc byte[8];
                ulong extreme = Extremes[random.Next(Extremes.Length)];
                int width = 1 << random.Next(4);
                if (random.Next(2) == 0) { BinaryPrimitives.WriteUInt64LittleEndian(number, extreme); }
                else { BinaryPrimitives.WriteUInt64BigEndian(number, extreme << (8 * (8 - width))); }
                number[..Math.Min(width, copy.Length - at)].CopyTo(copy.AsSpan(at));
                return copy;
        }
    }
}
