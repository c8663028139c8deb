using DeepDefense.Evidence;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Evidence;

public sealed class LayerDiscriminantTests
{
    [Fact]
    public void It_is_the_ridge_discriminant_computed_among_the_channels()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using PlantedGroup set = new(5, group: 20, shift: 2);
        Tensor positive = set.Training.narrow(0, 0, 30).to(ScalarType.Float64), negative = set.Training.narrow(0, 100, 50).to(ScalarType.Float64);
        Tensor rows = torch.cat([positive - positive.mean([0]), negative - negative.mean([0])]), scatter = rows.t().mm(rows) / rows.shape[0];
        double ridge = (scatter.diagonal().sum() / scatter.shape[0]).ToNumber();
        Tensor expected = torch.linalg.solve(scatter + ridge * torch.eye(scatter.shape[0], dtype: ScalarType.Float64), (positive.mean([0]) - negative.mean([0])).unsqueeze(1)).squeeze(1);
        LayerDiscriminant.Discriminant(positive, negative).Direction.ToArray<double>().ShouldBe(expected.ToArray<double>(), 1e-9);
    }

    [Fact]
    public void Its_middle_lies_between_the_two_means()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor positive = new double[] { 2, 4, 4, 6 }.ToTensor([2, 2]), negative = new double[] { 0, 0, 2, 0 }.ToTensor([2, 2]);
        LayerDiscriminant.Discriminant(positive, negative).Middle.ToArray<double>().ShouldBe([2, 2.5]);
    }
}
