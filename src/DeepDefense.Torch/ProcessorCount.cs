namespace DeepDefense.Torch;

/// <summary>How many processors there are.</summary>
public static class ProcessorCount
{
    private const string List = "/proc/cpuinfo";

    /// <summary>Those that affinity and the container's quota leave to this process, at least 1.</summary>
    public static int Usable => Environment.ProcessorCount;

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
