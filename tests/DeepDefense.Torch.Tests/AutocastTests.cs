namespace DeepDefense.Torch.Tests;

/// <summary>With products, which unlike convolutions every processor computes in bfloat16.</summary>
public sealed class AutocastTests : LeakCheck
{
    [Theory]
    [InlineData(Precision.BFloat16, ScalarType.BFloat16)]
    [InlineData(Precision.Float32, ScalarType.Float32)]
    public void Products_compute_in_the_chosen_precision(Precision precision, ScalarType expected)
    {
        using TensorScope scope = TensorScope.Enter();
        using Autocast autocast = Autocast.Enter(Device.Cpu, precision);
        Functional.Linear(Tensor.Zeros(2, 3), Tensor.Zeros(4, 3), null).Type.ShouldBe(expected);
    }

    [Fact]
    public void The_precision_is_set_back_afterwards()
    {
        using TensorScope scope = TensorScope.Enter();
        using (Autocast.Enter(Device.Cpu, Precision.BFloat16)) { }
        Functional.Linear(Tensor.Zeros(2, 3), Tensor.Zeros(4, 3), null).Type.ShouldBe(ScalarType.Float32);
    }

    [Fact]
    public void A_changed_weight_is_seen_by_the_next_autocast()
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor row = Tensor.Full(1, [1, 1]), weight = Tensor.Full(1, [1, 1]).RequireGrad();
        using (Autocast.Enter(Device.Cpu, Precision.BFloat16)) { Functional.Linear(row, weight, null); }
        weight.Fill(2);
        using Autocast autocast = Autocast.Enter(Device.Cpu, Precision.BFloat16);
        Functional.Linear(row, weight, null).ToDouble().ShouldBe(2);
    }
}
