namespace DeepDefense.Torch.Tests;

public class ProcessorLoadTests
{
    // user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice
    private const string Line = "cpu  300 50 100 1000 40 5 5 10 200 30";

    [Theory]
    [InlineData(false, 4.2)]
    [InlineData(true, 4.7)] // those of its kind do not give way
    public void Nice_processes_and_waiting_for_the_disk_leave_a_processor_free_and_guests_count_once(bool isNice, double busy) =>
        ProcessorLoad.Of(Line, own: 1.5, isNice).ShouldBe(new ProcessorLoad(busy, Total: 15.1, Own: 1.5));

    [Theory]
    [InlineData("cpu  300 50 100")]
    [InlineData("cpu  300 x 100 1000 40 5 5 10")]
    [InlineData("")]
    public void Another_line_is_refused(string line)
    {
        Exception failure = Should.Throw<Exception>(() => ProcessorLoad.Of(line, 0, isNice: false));
        (failure is ArgumentException or FormatException).ShouldBeTrue(failure.GetType().Name);
    }

    [Theory]
    [InlineData(2, 3, 0, 1)] // of 2 processors in 1 second, one by others
    [InlineData(2, 3, 1, 0)] // all of it was this process
    [InlineData(2, 2, 1, 0)] // the clocks differ a little
    [InlineData(0.04, 1, 0, 0)] // too short a time
    public void Others_had_what_was_busy_and_not_one_s_own(double total, double busy, double own, double expected) =>
        new ProcessorLoad(busy, 10 + total, own).OthersSince(new ProcessorLoad(2, 10, 0), processors: 2).ShouldBe(expected);

    [Theory]
    [InlineData(0.4, 2, 2, 2)]
    [InlineData(0.6, 2, 2, 1)]
    [InlineData(2, 2, 2, 1)] // one is needed
    [InlineData(40, 64, 2, 2)] // a container's part of a large machine
    [InlineData(63, 64, 2, 1)]
    public void What_others_do_not_use_is_free(double others, int all, int usable, int expected) => ProcessorCount.Free(others, all, usable).ShouldBe(expected);

    [Fact]
    public void Linux_tells()
    {
        if (!OperatingSystem.IsLinux()) { return; }
        ProcessorLoad now = ProcessorLoad.Now()!;
        now.Total.ShouldBeGreaterThan(now.Busy);
        now.Own.ShouldBeGreaterThan(0);
    }
}
