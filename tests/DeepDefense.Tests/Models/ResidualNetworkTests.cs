using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Tests.Models;

/// <summary>What holds for both families of networks.</summary>
/// <typeparam name="TNetwork">One of them.</typeparam>
[Collection(nameof(TensorCounting))]
public abstract class ResidualNetworkTests<TNetwork>(string name, long published, Func<int, int, Init, TNetwork> create)
    where TNetwork : nn.Module<Tensor, Tensor>, IPrunable, ILayered
{
    [Fact]
    public void What_flows_between_the_blocks_leads_to_the_logits()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using TNetwork network = create(4, 6, NetworkOracle.Anything);
        network.eval();
        Tensor input = torch.rand(2, 3, 16, 16);
        (IReadOnlyList<Tensor> maps, Tensor logits) = network.Trace(input);
        maps.Select(map => (int)map.shape[1]).ShouldBe([6, 6, 6, 12, 12, 24, 24, 48, 48]);
        logits.ToArray<float>().ShouldBe(network.forward(input).ToArray<float>(), 1e-5);
    }

    [Fact]
    public void The_logits_are_those_of_pytorch()
    {
        using NetworkOracle oracle = Oracle();
        oracle.LogitsShouldAgree();
    }

    [Fact]
    public void The_gradients_are_those_of_pytorch()
    {
        using NetworkOracle oracle = Oracle();
        oracle.GradientsShouldAgree();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_logits_after_three_steps_are_those_of_pytorch(bool training)
    {
        using NetworkOracle oracle = Oracle();
        oracle.LogitsAfterTrainingShouldAgree(training);
    }

    [Fact]
    public void The_published_width_has_the_published_number_of_parameters()
    {
        using TNetwork network = create(10, 64, NetworkOracle.Anything);
        network.ParameterCount().ShouldBe(published);
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(8, 8)]
    [InlineData(17, 24)]
    public void Images_of_any_size_give_a_row_of_logits_each(int height, int width)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using TNetwork network = create(7, 2, NetworkOracle.Anything);
        network.forward(torch.zeros(3, 3, height, width)).shape.ShouldBe([3, 7]);
    }

    [Fact]
    public void The_head_makes_the_logits_of_the_activations_that_it_is_said_to_take()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using TNetwork network = create(7, 2, NetworkOracle.Anything);
        network.eval();
        Tensor images = torch.randn([2, 3, 16, 16], generator: new Seed(1).Generator());
        float[] logits = network.Head.forward(network.Activations(images).Head).ToArray<float>();
        logits.ShouldBe(network.forward(images).ToArray<float>());
    }

    [Fact]
    public void A_zeroed_last_convolution_and_norm_carry_nothing()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using TNetwork network = create(7, 2, NetworkOracle.Anything);
        using (torch.no_grad()) { network.LastConvolution.weight.zero_(); }
        network.Activations(torch.ones(2, 3, 16, 16)).LastConvolution.ToArray<float>().ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Equal_seeds_give_equal_networks()
    {
        using TNetwork one = create(2, 1, NetworkOracle.Anything), other = create(2, 1, NetworkOracle.Anything);
        WeightsOf(one).ShouldBe(WeightsOf(other));
    }

    [Fact]
    public void Layers_of_a_shape_do_not_share_their_first_weights()
    {
        using TNetwork network = create(2, 1, NetworkOracle.Anything);
        float[][] kernels = [.. network.named_parameters().Where(entry => entry.parameter.shape is [8, 8, 3, 3])
            .Select(entry => entry.parameter.ToArray<float>())];
        kernels.Select(kernel => kernel[0]).Distinct().Count().ShouldBe(kernels.Length);
    }

    [Fact]
    public void Training_leaves_no_tensors_behind()
    {
        using TNetwork network = create(2, 2, NetworkOracle.Anything);
        using Tensor images = torch.full([2, 3, 8, 8], 0.5), labels = new long[] { 0, 1 }.ToTensor([2]);
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        NetworkOracle.Train(network, images, labels, steps: 2);
        DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    private static float[] WeightsOf(TNetwork network) =>
        [.. network.parameters().SelectMany(parameter => parameter.ToArray<float>())];

    private NetworkOracle Oracle() =>
        new(name, create(10, 4, NetworkOracle.Anything), [8, 3, 16, 16], u => 2 * u - 1, 10);
}
