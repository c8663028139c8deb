using System.Diagnostics;

namespace DeepDefense.Torch.Tests.Loading;

public class ShortSpinningTests
{
    [Theory]
    [InlineData(null, null, "10000")]
    [InlineData("GOMP_SPINCOUNT", "77", "77")]
    [InlineData("OMP_WAIT_POLICY", "ACTIVE", "30000000000")] // OpenMP's own number
    public async Task Threads_that_wait_give_up_the_processor_soon_unless_they_are_told_otherwise(string? variable, string? value, string expected)
    {
        if (!OperatingSystem.IsLinux()) { return; }
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "DeepDefense.Torch.Tests.dll")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["OMP_DISPLAY_ENV"] = "verbose";
        foreach (string own in new[] { "OMP_WAIT_POLICY", "GOMP_SPINCOUNT" }) { start.Environment.Remove(own); }
        if (variable is not null) { start.Environment[variable] = value; }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string shown = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        shown.ShouldContain($"GOMP_SPINCOUNT = '{expected}'");
        (await output).ShouldContain("libtorch_cpu");
    }
}
