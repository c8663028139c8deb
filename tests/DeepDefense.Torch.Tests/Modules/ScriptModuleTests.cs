using System.Globalization;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class ScriptModuleTests : LeakCheck
{
    private const string Source = """
        def forward(self, x: Tensor) -> Tensor:
            y = torch.matmul(x, self.weight) + self.offset
            if self.training:
                y = y * 2.0
            return y

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Tensor _weight, _offset, _input;

    public ScriptModuleTests()
    {
        _weight = Tensor.From<float>([1, 2, 3, 4], 2, 2);
        _offset = Tensor.From<float>([10, 20], 2);
        _input = Tensor.From<float>([1, 1, 2, 0], 2, 2);
    }

    [Fact]
    public void Forward_runs_the_source()
    {
        using ScriptModule module = Define();
        module.Train(false);
        Forward(module).ShouldBe([14, 26, 12, 24]);
    }

    [Fact]
    public void The_source_sees_the_mode()
    {
        using ScriptModule module = Define();
        module.Train();
        Forward(module).ShouldBe([28, 52, 24, 48]);
    }

    [Fact]
    public void A_new_module_is_in_training()
    {
        using ScriptModule module = Define();
        Forward(module).ShouldBe([28, 52, 24, 48]);
    }

    [Fact]
    public void Parameters_have_the_names_they_were_given()
    {
        using ScriptModule module = Define();
        module.NamedParameters().Select(entry => entry.Name).ShouldBe(["weight"]);
    }

    [Fact]
    public void Buffers_have_the_names_they_were_given()
    {
        using ScriptModule module = Define();
        module.NamedBuffers().Select(entry => entry.Name).ShouldBe(["offset"]);
    }

    [Fact]
    public void A_gradient_passes_through_the_source()
    {
        using TensorScope scope = TensorScope.Enter();
        using ScriptModule module = Define();
        module.Forward(_input).Sum().Backward();
        module.Parameters()[0].Grad!.ToArray<float>().ShouldBe([6, 6, 2, 2]);
    }

    [Fact]
    public void A_step_changes_the_next_forward()
    {
        using TensorScope scope = TensorScope.Enter();
        using ScriptModule module = Define();
        using Sgd optimizer = new([new ParameterGroup(module.Parameters(), 0)]);
        module.Forward(_input).Sum().Backward();
        optimizer.Step(0.5);
        module.Train(false);
        Forward(module).ShouldBe([10, 22, 6, 18]);
    }

    [Fact]
    public void A_saved_module_computes_the_same_when_loaded()
    {
        using ScriptModule loaded = SaveAndLoad();
        loaded.Train(false);
        Forward(loaded).ShouldBe([14, 26, 12, 24]);
    }

    [Fact]
    public void A_loaded_module_keeps_parameters_and_buffers_apart()
    {
        using ScriptModule loaded = SaveAndLoad();
        (loaded.NamedParameters().Single().Name, loaded.NamedBuffers().Single().Name).ShouldBe(("weight", "offset"));
    }

    [Fact]
    public void A_loaded_module_takes_gradients()
    {
        using TensorScope scope = TensorScope.Enter();
        using ScriptModule loaded = SaveAndLoad();
        loaded.Train();
        loaded.Forward(_input).Sum().Backward();
        loaded.Parameters()[0].Grad!.ToArray<float>().ShouldBe([6, 6, 2, 2]);
    }

    [Fact]
    public void Source_that_does_not_compile_is_refused_by_the_name_of_its_class() =>
        Should.Throw<TorchException>(() => ScriptModule.Define("Broken", "def forward(self):\n    retrun 1\n", [], []))
            .Message.ShouldStartWith("compile Broken: ");

    [Fact]
    public void An_input_that_does_not_fit_is_refused()
    {
        using ScriptModule module = Define();
        using Tensor wide = Tensor.Zeros(1, 3);
        Should.Throw<TorchException>(() => module.Forward(wide)).Message
            .ShouldStartWith("forward of the TorchScript module: ");
    }

    [Fact]
    public void A_forward_that_gives_no_tensor_is_refused()
    {
        using ScriptModule module = ScriptModule.Define("Pair",
            "def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:\n    return x, x\n", [], []);
        Should.Throw<TorchException>(() => module.Forward(_input)).Message
            .ShouldContain("the model's forward gives Tuple, not one Tensor");
    }

    [Fact]
    public void A_text_file_is_refused_by_its_path()
    {
        File.WriteAllText(_folder["text.pt"], "this is no model\n");
        Should.Throw<TorchException>(() => ScriptModule.Load(_folder["text.pt"], Device.Cpu)).Message
            .ShouldStartWith($"{_folder["text.pt"]}: not a TorchScript file that libtorch {TorchRuntime.Version} ");
    }

    [Fact]
    public void A_truncated_file_is_refused_by_its_path()
    {
        using (ScriptModule module = Define()) { module.Save(_folder["whole.pt"]); }
        byte[] whole = File.ReadAllBytes(_folder["whole.pt"]);
        File.WriteAllBytes(_folder["half.pt"], whole[..(whole.Length / 2)]);
        Should.Throw<TorchException>(() => ScriptModule.Load(_folder["half.pt"], Device.Cpu)).Message
            .ShouldStartWith($"{_folder["half.pt"]}: not a TorchScript file");
    }

    [Fact]
    public void A_missing_file_is_refused_by_its_path() =>
        Should.Throw<TorchException>(() => ScriptModule.Load(_folder["none.pt"], Device.Cpu)).Message
            .ShouldStartWith($"{_folder["none.pt"]}: ");

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        using ScriptModule module = Define();
        File.WriteAllText(_folder["file"], "in the way");
        Should.Throw<IOException>(() => module.Save(_folder["file/below.pt"])).Message
            .ShouldStartWith($"cannot write {_folder["file/below.pt"]}: ");
    }

    [Fact]
    public void A_dot_in_a_name_leads_into_a_submodule()
    {
        using ScriptModule module = ScriptModule.Define("__torch__.Nested",
            "def forward(self, x: Tensor) -> Tensor:\n    return x * getattr(self.stage, \"0\").weight\n", [("stage.0.weight", _weight)], []);
        Forward(module).ShouldBe([1, 2, 6, 0]);
        module.NamedParameters().Single().Name.ShouldBe("stage.0.weight");
        module.Layers.Select(layer => layer.Name).ShouldBe(["", "stage", "stage.0"]);
    }

    [Fact]
    public void The_mode_reaches_submodules()
    {
        using ScriptModule module = ScriptModule.Define("__torch__.Nested",
            "def forward(self, x: Tensor) -> Tensor:\n    return x * (2.0 if self.part.training else 1.0)\n", [("part.weight", _weight)], []);
        module.Train(false);
        Forward(module).ShouldBe([1, 1, 2, 0]);
    }

    [Fact]
    public void A_tensor_of_two_names_is_one_parameter()
    {
        using ScriptModule module = ScriptModule.Define("__torch__.Tied",
            "def forward(self, x: Tensor) -> Tensor:\n    return x * self.a + self.b\n", [("a", _weight), ("b", _weight)], []);
        module.NamedParameters().Select(entry => entry.Name).ShouldBe(["a"]);
    }

    [Fact]
    public void What_leaves_the_last_convolution_is_kept_before_the_program_changes_it_in_place()
    {
        using TensorScope scope = TensorScope.Enter();
        using ScriptModule module = Convolving("x = torch.conv2d(x, self.kernel)", "x = x.add_(100.0)");
        module.ActivationsAt(ScriptPlace.LastConvolution, Ramp()).ToArray<float>().ShouldBe([3, 6]);
        module.ParametersAt(ScriptPlace.LastConvolution).Single().ToArray<float>().ShouldBe([2, 4]);
    }

    [Fact]
    public void A_batch_norm_right_behind_the_convolution_belongs_to_it()
    {
        using TensorScope scope = TensorScope.Enter();
        using ScriptModule module = Convolving("x = torch.conv2d(x, self.kernel)",
            "x = torch.batch_norm(x, self.scale, self.shift, self.mean, self.variance, False, 0.1, 0.0, False)", "x = torch.relu_(x)");
        module.ActivationsAt(ScriptPlace.LastConvolution, Ramp()).ToArray<float>().ShouldBe([3 * 0.5f - 10, 6 * 0.5f + 1]);
        module.ParametersAt(ScriptPlace.LastConvolution).Select(part => part.ToArray<float>()[0]).ShouldBe([2, 0.5f, -10]);
    }

    [Fact]
    public void What_enters_the_last_linear_layer_is_what_it_multiplies()
    {
        using TensorScope scope = TensorScope.Enter();
        using ScriptModule module = Convolving("x = torch.conv2d(x, self.kernel)", "x = torch.linear(x.mean([2, 3]), self.head)");
        module.ActivationsAt(ScriptPlace.LastLinear, Ramp()).ToArray<float>().ShouldBe([3, 6]);
        module.ParametersAt(ScriptPlace.LastLinear).Single().ToArray<float>().ShouldBe([7, 8]);
    }

    [Theory]
    [InlineData("its program has no linear layer", ScriptPlace.LastLinear, "x = torch.conv2d(x, self.kernel)")]
    [InlineData("its last convolution stands in a branch or a loop", ScriptPlace.LastConvolution, "for i in range(2):", "    x = torch.conv2d(x[:, :1], self.kernel)")]
    [InlineData("the weight of its last convolution is a constant", ScriptPlace.LastConvolution, "x = torch.conv2d(x, torch.ones([2, 1, 1, 1]))")]
    public void A_place_that_is_not_there_is_refused_with_the_reason(string reason, ScriptPlace place, params string[] lines)
    {
        using ScriptModule module = Convolving(lines);
        Should.Throw<TorchException>(() => module.ParametersAt(place)).Message.ShouldContain(reason);
        using Tensor input = Ramp();
        Should.Throw<TorchException>(() => module.ActivationsAt(place, input)).Message.ShouldContain(reason);
    }

    [Fact]
    public void A_mode_that_is_a_constant_of_the_graph_is_counted()
    {
        using ScriptModule module = ScriptModule.Define("__torch__.Frozen", """
            def forward(self, x: Tensor) -> Tensor:
                x = torch.dropout(x, 0.5, True)
                x = torch.dropout(x, 0.5, False)
                x = torch.batch_norm(x, None, None, self.mean, self.variance, False, 0.1, 1e-05, False)
                return torch.dropout(x, 0.5, self.training)

            """, [], [("mean", _offset), ("variance", _offset)]);
        (module.FrozenInTraining, module.FrozenInUse).ShouldBe((1, 2));
    }

    [Fact]
    public void Equal_networks_give_equal_files()
    {
        foreach (string name in new[] { "a.pt", "b.pt" })
        {
            using ScriptModule module = Define();
            module.Save(_folder[name]);
        }
        File.ReadAllBytes(_folder["b.pt"]).ShouldBe(File.ReadAllBytes(_folder["a.pt"]));
    }

    [Fact]
    public void A_text_goes_with_the_file()
    {
        using (ScriptModule module = Define()) { module.Save(_folder["a.pt"], ("note.txt", "grüße\n")); }
        TorchScriptArchive archive = TorchScriptArchive.Read(_folder["a.pt"], "note.txt", "other.txt");
        archive.Extra.ShouldBe(new Dictionary<string, string> { ["note.txt"] = "grüße\n" });
    }

    [PythonTorchFact]
    public void Python_reads_the_file_and_computes_the_same()
    {
        const string Code = """
            import sys, torch
            module = torch.jit.load(sys.argv[1])
            module.eval()
            print(*module(torch.tensor([[1.0, 1.0], [2.0, 0.0]])).flatten().tolist())
            """;
        using (ScriptModule module = Define()) { module.Save(_folder["a.pt"]); }
        (_, string output) = PythonTorch.Run(Code, [_folder["a.pt"]]);
        output.Trim().Split(' ').Select(number => float.TryParse(number, CultureInfo.InvariantCulture, out float read)
            ? read : float.NaN).ShouldBe([14, 26, 12, 24], output);
    }

    [PythonTorchFact]
    public void A_file_that_python_wrote_is_read()
    {
        const string Code = """
            import sys, torch
            torch.manual_seed(1)
            module = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())
            torch.jit.trace(module, torch.zeros(1, 2)).save(sys.argv[1])
            print(*module(torch.tensor([[1.0, 1.0], [2.0, 0.0]])).flatten().tolist())
            """;
        (_, string output) = PythonTorch.Run(Code, [_folder["a.pt"]]);
        using ScriptModule module = ScriptModule.Load(_folder["a.pt"], Device.Cpu);
        double[] expected = [.. output.Trim().Split(' ')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Numbers.ShouldAgree([.. Forward(module).Select(number => (double)number)], expected, 1e-6, "output");
    }

    protected override void Free()
    {
        _folder.Dispose();
        _weight.Dispose();
        _offset.Dispose();
        _input.Dispose();
    }

    // One channel in, two out.
    private static ScriptModule Convolving(params string[] lines)
    {
        using TensorScope scope = TensorScope.Enter();
        return ScriptModule.Define("__torch__.Convolving", "def forward(self, x: Tensor) -> Tensor:\n" + string.Concat(lines.Select(line => $"    {line}\n")) + "    return x\n",
            [("kernel", Tensor.From<float>([2, 4], 2, 1, 1, 1)), ("scale", Pair(0.5f, 0.5f)), ("shift", Pair(-10, 1)), ("head", Tensor.From<float>([7, 8], 1, 2))],
            [("mean", Pair(0, 0)), ("variance", Pair(1, 1))]);

        static Tensor Pair(float first, float second) => Tensor.From<float>([first, second], 2);
    }

    // 0 to 3: 1.5 in the mean.
    private static Tensor Ramp() => Tensor.From<float>([0, 1, 2, 3], 1, 1, 2, 2);

    private ScriptModule Define() => ScriptModule.Define("Small", Source, [("weight", _weight)], [("offset", _offset)]);

    private ScriptModule SaveAndLoad()
    {
        using ScriptModule module = Define();
        module.Save(_folder["a.pt"]);
        return ScriptModule.Load(_folder["a.pt"], Device.Cpu);
    }

    private float[] Forward(ScriptModule module)
    {
        using TensorScope scope = TensorScope.Enter();
        return module.Forward(_input).ToArray<float>();
    }
}
