namespace DeepDefense.Torch.Tests;

public class ProcessorLoadTests
{
    // user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice
    private const string Line = "cpu  300 50 100 1000 40 5 5 10 200 30";

    [Fact]
    public void Nice_processes_and_waiting_for_the_disk_leave_a_processor_free_and_guests_count_once() =>
        ProcessorLoad.Of(Line, own: 1.5).ShouldBe(new ProcessorLoad(Busy: 4.2, Total: 15.1, Own: 1.5));

    [Theory]
    [InlineData("cpu  300 50 100")]
    [InlineData("cpu  300 x 100 1000 40 5 5 10")]
    [InlineData("")]
    public void Another_line_is_refused(string line)
    {
        Exception failure = Should.Throw<Exception>(() => ProcessorLoad.Of(line, 0));
        (failure is ArgumentException or FormatException).ShouldBeTrue(failure.GetType().Name);
    }

    [Theory]
    [InlineData(2, 3, 0, 1)] // of 2 processors in 1 second, one by others
    [InlineData(2, 3, 1, 0)] // all of it was this process
    [InlineData(2, 2, 1, 0)] // the clocks differ a little
    [InlineData(0.04, 1, 0, 0)] // too short a time
    public void Others_had_what_was_busy_and_not_one_s_own(double total, double busy, double own, double expected) =>
        new ProcessorLoad(busy, 10 + total, own).OthersSince(new ProcessorLoad(2, 10, 0), processors: 2).ShouldBe(expected);

    [Fact]
    public void At_least_one_processor_is_free_and_at_most_all() => ProcessorCount.Free().ShouldBeInRange(1, Environment.ProcessorCount);

    [Fact]
    public void Linux_tells()
    {
        if (!OperatingSystem.IsLinux()) { return; }
        ProcessorLoad now = ProcessorLoad.Now()!;
        now.Total.ShouldBeGreaterThan(now.Busy);
        now.Own.ShouldBeGreaterThan(0);
    }
}
