namespace DeepDefense.Torch.Tests;

/// <summary>Freed blocks are kept and handed out again; no two living tensors may ever share one.</summary>
public sealed class KeptMemoryTests : LeakCheck
{
    [Fact]
    public void Living_tensors_of_many_sizes_never_share_memory()
    {
        RandomStream random = new Seed(7).Stream();
        Tensor?[] living = new Tensor?[12];
        for (int i = 0; i < 400; i++)
        {
            int place = random.Next(living.Length);
            Check(living[place], place);
            living[place]?.Dispose();
            living[place] = Tensor.Full(place, [1 + random.Next(200_000)]).Unscoped();
        }
        for (int place = 0; place < living.Length; place++)
        {
            Check(living[place], place);
            living[place]?.Dispose();
        }
    }

    [Fact]
    public void A_step_that_repeats_needs_no_more_memory_each_time()
    {
        const int elements = 16 << 20; // 64 MiB
        using Tensor source = Tensor.Full(1, [elements]).Unscoped();
        Step(source);
        long before = Environment.WorkingSet;
        for (int i = 0; i < 20; i++) { Step(source); }
        (Environment.WorkingSet - before).ShouldBeLessThan(elements);
    }

    private static void Step(Tensor source)
    {
        using TensorScope scope = TensorScope.Enter();
        (source + source).Relu();
    }

    private static void Check(Tensor? tensor, int expected)
    {
        if (tensor is null) { return; }
        float[] values = tensor.ToArray<float>();
        values.ShouldAllBe(value => value == expected);
    }
}
