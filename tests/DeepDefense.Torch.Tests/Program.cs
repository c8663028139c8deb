namespace DeepDefense.Torch.Tests;

/// <summary>What <see cref="Child"/> runs: a program of its own, with its own libtorch and its own memory.</summary>
internal static class Program
{
    private const int Rounds = 16, Elements = 16 << 20; // 64 MiB, twice what glibc ever keeps by itself

    internal static int Main(string[] args)
    {
        try { TorchRuntime.Initialize(); }
        catch (DllNotFoundException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }
        if (args is ["memory"]) { Console.WriteLine(string.Join(' ', Enumerable.Range(0, Rounds).Select(_ => PageFaults(AllocateAndFree)))); }
        else { Console.WriteLine(string.Join('\n', LoadedLibtorchs())); }
        return 0;
    }

    private static IEnumerable<string> LoadedLibtorchs() => File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..])
        .Where(file => Path.GetFileName(file).StartsWith("libtorch_cpu.", StringComparison.Ordinal)).Distinct();

    private static void AllocateAndFree() => torch.ones(Elements).Dispose();

    private static long PageFaults(Action work)
    {
        long before = SoFar();
        work();
        return SoFar() - before;

        static long SoFar()
        {
            const int AfterName = 7; // proc(5): minflt, counted from the state
            string line = File.ReadAllText("/proc/self/stat");
            return long.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[AfterName], null);
        }
    }
}
