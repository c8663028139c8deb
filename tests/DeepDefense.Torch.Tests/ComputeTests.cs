namespace DeepDefense.Torch.Tests;

public sealed class ComputeTests : LeakCheck
{
    [Theory]
    [InlineData(1.0, 2.0, Precision.Float32)]
    [InlineData(1.0, 1.0, Precision.Float32)]
    [InlineData(2.0, 1.0, Precision.BFloat16)]
    public void Auto_takes_bfloat16_only_where_it_is_clearly_faster(double float32, double bfloat16, Precision expected)
    {
        if (!TorchRuntime.CpuHasBFloat16) { expected = Precision.Float32; }
        Compute.Auto(Device.Cpu, new ScriptedClock(float32, bfloat16)).Precision.ShouldBe(expected);
    }

    /// <summary>A clock on which the first four measured spans take one time, the next four another.</summary>
    private sealed class ScriptedClock(double first, double second) : TimeProvider
    {
        private const int SpansEach = 4;
        private int _reads;
        private double _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp()
        {
            bool ends = _reads % 2 == 1;
            if (ends) { _now += _reads / 2 < SpansEach ? first : second; }
            _reads++;
            return (long)(_now * TimestampFrequency);
        }
    }
}
