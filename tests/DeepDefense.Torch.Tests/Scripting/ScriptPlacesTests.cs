using System.Globalization;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Tests.Scripting;

public sealed class ScriptPlacesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_leaves_the_last_convolution_is_kept_before_the_program_changes_it_in_place()
    {
        using ScriptNetwork network = Convolving("x = torch.conv2d(x, self.kernel)", "x = x.add_(100.0)");
        network.ActivationsAt(ScriptPlace.LastConvolution, Ramp()).ToArray<float>().ShouldBe([3, 6]);
        network.ParametersAt(ScriptPlace.LastConvolution).Single().ToArray<float>().ShouldBe([2, 4]);
    }

    [Fact]
    public void A_batch_norm_right_behind_the_convolution_belongs_to_it()
    {
        using ScriptNetwork network = Convolving("x = torch.relu_(torch.batch_norm(torch.conv2d(x, self.kernel), self.scale, self.shift, self.mean, self.variance, False, 0.1, 0.0, False))");
        network.ActivationsAt(ScriptPlace.LastConvolution, Ramp()).ToArray<float>().ShouldBe([3 * 0.5f - 10, 6 * 0.5f + 1]);
        network.ParametersAt(ScriptPlace.LastConvolution).Select(part => part.ToArray<float>()[0]).ShouldBe([2, 0.5f, -10]);
    }

    [Fact]
    public void A_batch_norm_behind_something_else_does_not()
    {
        using ScriptNetwork network = Convolving("x = torch.relu(torch.sub(torch.conv2d(x, self.kernel), 1.0))",
            "x = torch.batch_norm(x, self.scale, self.shift, self.mean, self.variance, False, 0.1, 0.0, False)");
        network.ActivationsAt(ScriptPlace.LastConvolution, Ramp()).ToArray<float>().ShouldBe([3, 6]);
        network.ParametersAt(ScriptPlace.LastConvolution).Count.ShouldBe(1);
    }

    [Fact]
    public void What_enters_the_last_linear_layer_is_what_it_multiplies()
    {
        using ScriptNetwork network = Convolving("x = torch.conv2d(x, self.kernel)", "x = torch.linear(x.mean([2, 3]), self.head)");
        network.ActivationsAt(ScriptPlace.LastLinear, Ramp()).ToArray<float>().ShouldBe([3, 6]);
        network.ParametersAt(ScriptPlace.LastLinear).Single().ToArray<float>().ShouldBe([7, 8]);
    }

    [Fact]
    public void Activations_follow_the_weights()
    {
        using ScriptNetwork network = Convolving("x = torch.conv2d(x, self.kernel)");
        network.ActivationsAt(ScriptPlace.LastConvolution, Ramp()).ToArray<float>().ShouldBe([3, 6]);
        using (no_grad()) { network.ParametersAt(ScriptPlace.LastConvolution)[0].mul_(2); }
        network.ActivationsAt(ScriptPlace.LastConvolution, Ramp()).ToArray<float>().ShouldBe([6, 12]);
    }

    [Fact]
    public void A_convolution_that_another_follows_is_not_the_last()
    {
        using ScriptNetwork network = Convolving("y = torch.conv2d(x, self.kernel)", "x = torch.conv2d(y, self.second)");
        network.ParametersAt(ScriptPlace.LastConvolution).Single().ToArray<float>().ShouldBe([1, 1]);
    }

    [Fact]
    public void A_whole_network_in_one_forward_is_found_through_again_when_it_was_saved()
    {
        const string Source = """
            def forward(self, pixels: Tensor) -> Tensor:
                x = (pixels.float() - self.input_mean) / self.input_std
                b = getattr(self.layer1, "0")
                y = torch.relu(torch.batch_norm(x, b.bn1.weight, b.bn1.bias, b.bn1.running_mean, b.bn1.running_var, b.bn1.training, 0.1, 1e-05, False))
                x = torch.batch_norm(torch.conv2d(y, b.conv1.weight, None, [1, 1], [1, 1], [1, 1], 1), b.bn2.weight, b.bn2.bias, b.bn2.running_mean, b.bn2.running_var, b.bn2.training, 0.1, 1e-05, False) + x
                x = torch.flatten(torch.adaptive_avg_pool2d(x, [1, 1]), 1)
                return torch.linear(x, self.fc.weight, self.fc.bias)
            """;
        TorchScriptWriter.Write(_folder["a.pt"], "__torch__.Whole", Source,
            [("layer1.0.bn1.weight", torch.ones(3)), ("layer1.0.bn1.bias", torch.zeros(3)), ("layer1.0.conv1.weight", torch.ones(3, 3, 3, 3)), ("layer1.0.bn2.weight", torch.ones(3)),
                ("layer1.0.bn2.bias", torch.full(3, 2f)), ("fc.weight", torch.ones(2, 3)), ("fc.bias", torch.zeros(2))],
            [("input_mean", torch.full([1, 3, 1, 1], 127f)), ("input_std", torch.full([1, 3, 1, 1], 50f)), ("layer1.0.bn1.running_mean", torch.zeros(3)), ("layer1.0.bn1.running_var", torch.ones(3)),
                ("layer1.0.bn2.running_mean", torch.zeros(3)), ("layer1.0.bn2.running_var", torch.ones(3))]);
        using (ScriptNetwork first = ScriptNetwork.Load(_folder["a.pt"], CPU)) { first.Save(_folder["b.pt"]); }
        foreach (string name in new[] { "a.pt", "b.pt" })
        {
            using ScriptNetwork network = ScriptNetwork.Load(_folder[name], CPU, [[2, 3, 8, 8]], out _);
            Tensor pixels = torch.full([2, 3, 8, 8], (byte)127, ScalarType.Byte);
            network.ActivationsAt(ScriptPlace.LastConvolution, pixels).ToArray<float>().ShouldBe([2, 2, 2, 2, 2, 2]);
            network.ActivationsAt(ScriptPlace.LastLinear, pixels).ToArray<float>().ShouldBe([2, 2, 2, 2, 2, 2]);
            network.ParametersAt(ScriptPlace.LastConvolution).Select(part => network.named_parameters().First(entry => ReferenceEquals(entry.parameter, part)).name)
                .ShouldBe(["layer1.0.conv1.weight", "layer1.0.bn2.weight", "layer1.0.bn2.bias"]);
        }
    }

    [Theory]
    [InlineData("its program computes no linear layer", ScriptPlace.LastLinear, "x = torch.conv2d(x, self.kernel)")]
    [InlineData("its last convolution runs 2 times in one forward", ScriptPlace.LastConvolution, "for i in range(2):", "    x = torch.conv2d(x[:, :1], self.kernel)")]
    [InlineData("the weight of its last convolution is a constant", ScriptPlace.LastConvolution, "x = torch.conv2d(x, torch.ones([2, 1, 1, 1]))")]
    [InlineData("does not change what it gives", ScriptPlace.LastConvolution, "y = torch.mul(torch.conv2d(x, self.kernel), 0.0)", "x = torch.add(x, torch.sum(y))")]
    [InlineData("what leaves its last convolution is (1, 2, 4)", ScriptPlace.LastConvolution, "x = torch._convolution(torch.flatten(x, 2), torch.flatten(self.kernel, 2), None, [1], [0], [1], False, [0], 1, False, False, True, True)")]
    [InlineData("what enters its last linear layer is (1, 1, 2, 2)", ScriptPlace.LastLinear, "x = torch.linear(x, self.head)")]
    public void A_place_that_is_not_there_is_refused_with_the_reason(string reason, ScriptPlace place, params string[] lines)
    {
        using ScriptNetwork network = Convolving(lines);
        Should.Throw<ScriptPlaceException>(() => network.ActivationsAt(place, Ramp())).Message.ShouldContain(reason);
        Should.Throw<ScriptPlaceException>(() => network.ParametersAt(place)).Message.ShouldStartWith("not in this model, because ");
    }

    [Fact]
    public void A_place_is_found_under_autocast()
    {
        using ScriptNetwork network = Convolving("x = torch.conv2d(x, self.kernel)");
        using Autocast half = Autocast.Enter(CPU, Precision.BFloat16);
        network.ParametersAt(ScriptPlace.LastConvolution).Single().ToArray<float>().ShouldBe([2, 4]);
    }

    [Fact]
    public void An_input_that_does_not_fit_a_place_is_an_error_of_libtorch()
    {
        using ScriptNetwork network = Convolving("x = torch.conv2d(x, self.kernel)");
        Should.Throw<System.Runtime.InteropServices.ExternalException>(() => network.ActivationsAt(ScriptPlace.LastConvolution, torch.zeros(1, 3, 2, 2))).Message.ShouldContain("channels");
    }

    [PythonTorchTheory]
    [InlineData("torch.jit.script(net)")]
    [InlineData("torch.jit.trace(net, x)")]
    public void Activations_are_those_of_python_hooks(string made)
    {
        string code = $"""
            import sys, torch
            torch.manual_seed(1)
            net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Conv2d(4, 5, 3), torch.nn.BatchNorm2d(5),
                torch.nn.ReLU(inplace=True), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(5, 2)).eval()
            x = torch.arange(3 * 8 * 8).reshape(1, 3, 8, 8).float() / 100
            {made}.save(sys.argv[1])
            net[4].register_forward_hook(lambda m, i, o: print(*o.mean((2, 3)).flatten().tolist()))
            net[8].register_forward_hook(lambda m, i, o: print(*i[0].flatten().tolist()))
            net(x)
            """;
        (_, string output) = PythonTorch.Run(code, [_folder["a.pt"]]);
        float[] expected = [.. output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
        using ScriptNetwork network = ScriptNetwork.Load(_folder["a.pt"], CPU);
        Tensor input = torch.arange(3 * 8 * 8).reshape(1, 3, 8, 8).to(ScalarType.Float32) / 100;
        float[] actual = [.. network.ActivationsAt(ScriptPlace.LastConvolution, input).ToArray<float>(), .. network.ActivationsAt(ScriptPlace.LastLinear, input).ToArray<float>()];
        actual.Length.ShouldBe(10);
        actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max().ShouldBeLessThan(1e-5f);
        string[] names = [.. network.ParametersAt(ScriptPlace.LastConvolution).Select(part => network.named_parameters().First(entry => ReferenceEquals(entry.parameter, part)).name)];
        names.ShouldBe(["3.weight", "3.bias", "4.weight", "4.bias"]);
    }

    // 0 to 3: 1.5 in the mean.
    private static Tensor Ramp() => torch.tensor(new float[] { 0, 1, 2, 3 }, [1, 1, 2, 2]);

    // One channel in, two out.
    private ScriptNetwork Convolving(params string[] lines)
    {
        TorchScriptWriter.Write(_folder["a.pt"], "__torch__.Convolving", "def forward(self, x: Tensor) -> Tensor:\n" + string.Concat(lines.Select(line => $"    {line}\n")) + "    return x\n",
            [("kernel", torch.tensor(new float[] { 2, 4 }, [2, 1, 1, 1])), ("second", torch.ones(1, 2, 1, 1)), ("scale", Pair(0.5f, 0.5f)), ("shift", Pair(-10, 1)), ("head", torch.tensor(new float[] { 7, 8 }, [1, 2]))],
            [("mean", Pair(0, 0)), ("variance", Pair(1, 1))]);
        return ScriptNetwork.Load(_folder["a.pt"], CPU, [[1, 1, 2, 2]], out _);

        static Tensor Pair(float first, float second) => torch.tensor(new float[] { first, second });
    }
}
