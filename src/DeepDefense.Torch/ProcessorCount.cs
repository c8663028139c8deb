namespace DeepDefense.Torch;

/// <summary>How many processors there are.</summary>
public static class ProcessorCount
{
    /// <summary>The variable of .NET that says how many there are to be.</summary>
    private const string Said = "DOTNET_PROCESSOR_COUNT";

    private const string List = "/proc/cpuinfo";
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(0.12);

    /// <summary>Those that affinity and the container's quota leave to this process, at least 1.</summary>
    public static int Usable => Environment.ProcessorCount;

    /// <summary>Those of the usable ones that other processes leave free, at least 1, by what they do in a tenth of a second; all of them where that is not known, or where
    /// .NET was told how many there are. Threads of one operator wait for each other: where one has no processor of its own, all are slow.</summary>
    public static int Free()
    {
        if (Usable == 1 || Environment.GetEnvironmentVariable(Said) is { Length: > 0 } || ProcessorLoad.Now() is not { } before) { return Usable; }
        Thread.Sleep(s_look);
        int all = All;
        return ProcessorLoad.Now() is { } now ? Free(now.OthersSince(before, all), all, Usable) : Usable;
    }

    /// <summary>Those that are left.</summary>
    /// <param name="others">What others keep busy, in processors.</param>
    /// <param name="all">Those of the machine.</param>
    /// <param name="usable">Those that this process may use, at least 1 and at most all.</param>
    internal static int Free(double others, int all, int usable) => Math.Clamp(all - (int)Math.Round(others), 1, usable);

    /// <summary>Those of the machine; the usable ones where the system does not tell.</summary>
    public static int All
    {
        get
        {
            try { return Math.Max(File.ReadLines(List).Count(line => line.StartsWith("processor", StringComparison.Ordinal)), Usable); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return Usable; }
        }
    }
}
