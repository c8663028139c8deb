using System.Diagnostics;
using System.Globalization;

namespace DeepDefense.Torch;

/// <summary>How busy the machine's processors were up to a moment, by this process and by all. Linux tells (<c>/proc/stat</c>, proc(5)); of others nothing is known. Time of processes
/// of lower priority (nice) counts as free.</summary>
/// <param name="Busy">Seconds that all processors were busy since the start of the machine.</param>
/// <param name="Total">The same, busy or not.</param>
/// <param name="Own">Seconds of this process.</param>
public sealed record ProcessorLoad(double Busy, double Total, double Own)
{
    private const string Counters = "/proc/stat";
    private const double TicksPerSecond = 100, LeastSeconds = 0.05;
    private const int Nice = 1, Idle = 3, Waiting = 4, Counted = 8;

    /// <summary>Up to now, or null: not known.</summary>
    public static ProcessorLoad? Now()
    {
        try
        {
            using Process here = Process.GetCurrentProcess();
            return Of(File.ReadLines(Counters).First(), here.TotalProcessorTime.TotalSeconds, isNice: here.PriorityClass is ProcessPriorityClass.BelowNormal or ProcessPriorityClass.Idle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception) { return null; }
    }

    /// <summary>From the first line of the file.</summary>
    /// <param name="line"><c>cpu</c> and the ticks of user, nice, system, idle, iowait, irq, softirq, steal, ...</param>
    /// <param name="own">Seconds of this process.</param>
    /// <param name="isNice">Whether it has a low priority itself; then others of that kind do not give way to it.</param>
    /// <exception cref="FormatException">It is no such line.</exception>
    /// <exception cref="ArgumentException">It has fewer numbers.</exception>
    internal static ProcessorLoad Of(string line, double own, bool isNice)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double[] ticks = [.. fields.Skip(1).Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
        // Guests are part of user and nice.
        double total = ticks[..Counted].Sum(), free = ticks[Idle] + ticks[Waiting] + (isNice ? 0 : ticks[Nice]);
        return new ProcessorLoad((total - free) / TicksPerSecond, total / TicksPerSecond, own);
    }

    /// <summary>Processors that others kept busy in the time since, in [0, <paramref name="processors"/>].</summary>
    /// <param name="before">An earlier moment.</param>
    /// <param name="processors">Those of the machine.</param>
    /// <returns>0 where the time is too short to tell.</returns>
    public double OthersSince(ProcessorLoad before, int processors)
    {
        ArgumentNullException.ThrowIfNull(before);
        double seconds = (Total - before.Total) / processors;
        return seconds < LeastSeconds ? 0 : Math.Clamp((Busy - before.Busy - (Own - before.Own)) / seconds, 0, processors);
    }
}
