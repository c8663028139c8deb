using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class KeptValuesTests : LeakCheck
{
    [Fact]
    public void Tensors_get_back_what_they_held()
    {
        using Tensor tensor = new[] { 1.0, double.NaN, -0.0 }.ToTensor([3]);
        using (new KeptValues([tensor])) { tensor.fill_(9); }
        tensor.ToArray<double>().ShouldBe([1, double.NaN, -0.0]);
    }
}
