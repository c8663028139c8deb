using System.Globalization;
using System.Runtime.InteropServices;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Scripting;

public sealed class ScriptNetworkTests : IDisposable
{
    private const string Source = """
        def forward(self, x: Tensor) -> Tensor:
            y = torch.matmul(x, self.weight) + self.offset
            if self.training:
                y = y * 2.0
            return y
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _weight = torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]);
    private readonly Tensor _offset = torch.tensor(new float[] { 10, 20 });
    private readonly Tensor _input = torch.tensor(new float[] { 1, 1, 2, 0 }, [2, 2]);

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Forward_runs_the_source()
    {
        using ScriptNetwork network = Small();
        network.forward(_input).ToArray<float>().ShouldBe([14, 26, 12, 24]);
    }

    [Fact]
    public void The_source_sees_the_mode()
    {
        using ScriptNetwork network = Small();
        network.train();
        network.forward(_input).ToArray<float>().ShouldBe([28, 52, 24, 48]);
        network.eval();
        network.forward(_input).ToArray<float>().ShouldBe([14, 26, 12, 24]);
    }

    [Fact]
    public void A_written_network_behaves_as_in_use()
    {
        using ScriptNetwork network = Small();
        network.training.ShouldBeFalse();
    }

    [Fact]
    public void Parameters_and_buffers_have_the_names_they_were_given()
    {
        using ScriptNetwork network = Small();
        network.named_parameters().Select(entry => entry.name).ShouldBe(["weight"]);
        network.named_buffers().Select(entry => entry.name).ShouldBe(["offset"]);
    }

    [Fact]
    public void A_step_changes_the_next_forward()
    {
        using ScriptNetwork network = Small();
        using optim.Optimizer optimizer = optim.SGD(network.parameters(), 0.5);
        network.forward(_input).sum().backward();
        optimizer.step();
        network.forward(_input).ToArray<float>().ShouldBe([12, 24, 9, 21]);
    }

    [Fact]
    public void A_saved_network_computes_the_same_when_loaded()
    {
        using (ScriptNetwork network = Small()) { network.Save(_folder["b.pt"]); }
        using ScriptNetwork loaded = ScriptNetwork.Load(_folder["b.pt"], CPU);
        loaded.forward(_input).ToArray<float>().ShouldBe([14, 26, 12, 24]);
        loaded.named_buffers().Single().name.ShouldBe("offset");
    }

    [Fact]
    public void Equal_networks_give_equal_files()
    {
        foreach (string name in new[] { "b.pt", "c.pt" })
        {
            using ScriptNetwork network = Small();
            network.Save(_folder[name]);
        }
        File.ReadAllBytes(_folder["b.pt"]).ShouldBe(File.ReadAllBytes(_folder["c.pt"]));
    }

    [Fact]
    public void A_text_goes_with_the_file()
    {
        using (ScriptNetwork network = Small()) { network.Save(_folder["b.pt"], ("note.txt", "grüße\n")); }
        TorchScriptArchive.Read(_folder["b.pt"], "note.txt", "other.txt").Extra.ShouldBe(new Dictionary<string, string> { ["note.txt"] = "grüße\n" });
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        using ScriptNetwork network = Small();
        File.WriteAllText(_folder["file"], "in the way");
        Should.Throw<IOException>(() => network.Save(_folder["file/below.pt"])).Message.ShouldStartWith($"cannot write {_folder["file/below.pt"]}: ");
    }

    [Fact]
    public void An_input_that_does_not_fit_is_an_error_of_libtorch()
    {
        using ScriptNetwork network = Small();
        Should.Throw<ExternalException>(() => network.forward(torch.zeros(1, 3))).Message.ShouldContain("mat1 and mat2");
    }

    [Fact]
    public void A_forward_that_gives_no_tensor_is_refused()
    {
        using ScriptNetwork network = Network("def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:\n    return (x, x)\n", []);
        Should.Throw<ModelFormatException>(() => network.forward(_input)).Message.ShouldBe("the network gives several values, not one tensor");
    }

    [Fact]
    public void A_forward_that_gives_a_text_is_refused()
    {
        using ScriptNetwork network = Network("def forward(self, x: Tensor) -> str:\n    return \"text\"\n", []);
        Should.Throw<ModelFormatException>(() => network.forward(_input)).Message.ShouldContain("neither a tensor nor");
        Should.Throw<ScriptPlaceException>(() => network.ParametersAt(ScriptPlace.LastLinear)).Message.ShouldStartWith("not in this model, because the network gives neither");
    }

    [Fact]
    public void An_error_of_libtorch_does_not_speak_to_the_terminal()
    {
        using ScriptNetwork network = Network("def forward(self, x: Tensor) -> Tensor:\n    ops.prim.RaiseException(torch.add(\"loud\", chr(27)))\n    return x\n", []);
        Should.Throw<ExternalException>(() => network.forward(_input)).Message.ShouldContain("loud?");
    }

    [Fact]
    public void A_dot_in_a_name_leads_into_a_submodule()
    {
        using ScriptNetwork network = Network("def forward(self, x: Tensor) -> Tensor:\n    return x * getattr(self.stage, \"0\").weight\n", [("stage.0.weight", _weight)]);
        network.forward(_input).ToArray<float>().ShouldBe([1, 2, 6, 0]);
        network.named_parameters().Single().name.ShouldBe("stage.0.weight");
        network.Layers.Select(layer => layer.Name).ShouldBe(["", "stage", "stage.0"]);
    }

    [Fact]
    public void The_mode_reaches_submodules()
    {
        using ScriptNetwork network = Network("def forward(self, x: Tensor) -> Tensor:\n    return x * (2.0 if self.part.training else 1.0)\n", [("part.weight", _weight)]);
        network.train();
        network.forward(_input).ToArray<float>().ShouldBe([2, 2, 4, 0]);
    }

    [Fact]
    public void A_tensor_of_two_names_is_one_parameter()
    {
        using ScriptNetwork network = Network("def forward(self, x: Tensor) -> Tensor:\n    return x * self.a + self.b\n", [("a", _weight), ("b", _weight)]);
        network.named_parameters().Select(entry => entry.name).ShouldBe(["a"]);
    }

    [Fact]
    public void A_mode_that_stands_in_the_code_is_counted()
    {
        using ScriptNetwork network = Network("""
            def forward(self, x: Tensor) -> Tensor:
                x = torch.dropout(x, 0.5, True)
                x = torch.dropout(x, 0.5, False)
                x = torch.dropout(x, 0., True)
                x = torch.batch_norm(x, None, None, self.mean, self.mean, False, 0.1, 1e-05, False)
                return torch.dropout(x, 0.5, self.training)
            """, [], [("mean", _offset)]);
        (network.FrozenInTraining, network.FrozenInUse).ShouldBe((1, 2));
    }

    [Fact]
    public void What_is_loaded_is_freed()
    {
        using (Small()) { }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Tensor.TotalCount;
        using (ScriptNetwork network = Small()) { network.forward(_input).Dispose(); }
        Tensor.TotalCount.ShouldBe(before);
    }

    [PythonTorchFact]
    public void Python_reads_the_file_and_computes_the_same()
    {
        const string Code = """
            import sys, torch
            for name in sys.argv[1:]:
                extra = {"note.txt": ""}
                module = torch.jit.load(name, _extra_files=extra)
                assert extra["note.txt"] == b"text", extra
                module.eval()
                print(*module(torch.tensor([[1.0, 1.0], [2.0, 0.0]])).flatten().tolist())
                module.train()
                print(*module(torch.tensor([[1.0, 1.0], [2.0, 0.0]])).flatten().tolist())
            """;
        Write(Source, [("weight", _weight)], [("offset", _offset)], ("note.txt", "text"));
        using (ScriptNetwork network = ScriptNetwork.Load(_folder["a.pt"], CPU)) { network.Save(_folder["b.pt"], ("note.txt", "text")); }
        (_, string output) = PythonTorch.Run(Code, [_folder["a.pt"], _folder["b.pt"]]);
        output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(number => float.TryParse(number, CultureInfo.InvariantCulture, out float read) ? read : float.NaN)
            .ShouldBe([14, 26, 12, 24, 28, 52, 24, 48, 14, 26, 12, 24, 28, 52, 24, 48], output);
    }

    [PythonTorchTheory]
    [InlineData("torch.jit.script(module)")]
    [InlineData("torch.jit.trace(module, torch.zeros(1, 2))")]
    [InlineData("torch.jit.freeze(torch.jit.script(module.eval()))")]
    public void A_file_that_python_wrote_is_read(string made)
    {
        string code = $"""
            import sys, torch
            torch.manual_seed(1)
            module = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())
            {made}.save(sys.argv[1])
            print(*module(torch.tensor([[1.0, 1.0], [2.0, 0.0]])).flatten().tolist())
            """;
        (_, string output) = PythonTorch.Run(code, [_folder["a.pt"]]);
        using ScriptNetwork network = ScriptNetwork.Load(_folder["a.pt"], CPU, [[2, 2]], out ScriptTrialResult trial);
        trial.Passed.ShouldNotBeNull();
        network.eval();
        float[] expected = [.. output.Trim().Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
        network.forward(_input).ToArray<float>().Zip(expected, (actual, wanted) => Math.Abs(actual - wanted)).Max().ShouldBeLessThan(1e-6f);
    }

    private ScriptNetwork Small() => Network(Source, [("weight", _weight)], [("offset", _offset)]);

    private ScriptNetwork Network(string source, (string, Tensor)[] parameters, (string, Tensor)[]? buffers = null)
    {
        Write(source, parameters, buffers ?? []);
        return ScriptNetwork.Load(_folder["a.pt"], CPU);
    }

    private void Write(string source, (string, Tensor)[] parameters, (string, Tensor)[] buffers, (string, string)? extra = null) =>
        TorchScriptWriter.Write(_folder["a.pt"], "__torch__.Small", source, parameters, buffers, extra);
}
