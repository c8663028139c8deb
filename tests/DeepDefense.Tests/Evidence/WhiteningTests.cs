using DeepDefense.Evidence;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Evidence;

public sealed class WhiteningTests : LeakCheck
{
    private const int Images = 40, Width = 6;
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    [Fact]
    public void Many_images_spread_alike_in_all_directions()
    {
        Tensor rows = Deviations(20_000), white = Whitening.Of(rows).Apply(rows);
        Tensor covariance = white.t().mm(white) / white.shape[0];
        Numbers.ShouldAgree(covariance.reshape(-1).ToArray<double>(), torch.eye(Width, dtype: ScalarType.Float64).reshape(-1).ToArray<double>(), 0.01, "covariance");
    }

    [Fact]
    public void An_image_is_seen_as_if_mean_and_covariance_had_been_learned_without_it()
    {
        Tensor rows = Deviations(Images), direction = Numbers.Signed("direction", Width);
        Whitening whitening = Whitening.Of(rows);
        double[] seen = whitening.ApplyWithoutSelf(rows).mv(whitening.Apply(direction.unsqueeze(0)).squeeze(0)).ToArray<double>();
        double[] expected = [.. Enumerable.Range(0, Images).Select(i => LeftOut(rows, i).dot(direction).ToNumber())];
        Numbers.ShouldAgree(seen, expected, 1e-9, "projections");
    }

    protected override void Free() => _scope.Dispose();

    // S^-1 y from the others alone: their mean, their scatter; the share of the identity and its variance stay.
    private static Tensor LeftOut(Tensor rows, int image)
    {
        Tensor others = torch.cat([rows.narrow(0, 0, image), rows.narrow(0, image + 1, Images - image - 1)]);
        Tensor mean = others.mean([0]), scatter = (others - mean).t().mm(others - mean) / Images;
        double share = (double)Width / (Width + Images), variance = (rows.square().sum() / Images / Width).ToNumber();
        Tensor covariance = ((1 - share) * scatter) + (share * variance * torch.eye(Width, dtype: ScalarType.Float64));
        return torch.linalg.solve(covariance, (rows[image] - mean).unsqueeze(1)).squeeze(1);
    }

    private static Tensor Deviations(int images)
    {
        Tensor rows = Numbers.Signed("rows", images, Width).mm(Numbers.Signed("mixing", Width, Width) + (2 * torch.eye(Width, dtype: ScalarType.Float64)));
        return rows - rows.mean([0]);
    }
}
