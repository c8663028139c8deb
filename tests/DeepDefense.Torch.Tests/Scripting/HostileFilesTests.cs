using System.Text;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using Xunit.Abstractions;

namespace DeepDefense.Torch.Tests.Scripting;

public sealed class HostileFilesTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. HostileFiles.Edits.Keys, .. HostileTypes.Edits.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_file_ends_in_one_clear_message(string name)
    {
        (Action<EditedArchive> edit, string message) = (HostileFiles.Edits.GetValueOrDefault(name) is { Edit: not null } of ? of : HostileTypes.Edits[name]);
        EditedArchive file = new(_folder);
        edit(file);
        Refusal(file.ToBytes()).ShouldContain(message);
    }

    [Theory]
    [InlineData("Tuple[int, Optional[Tensor]]")]
    [InlineData("Dict[str, List[int]]")]
    public void Values_of_their_types_are_read(string type)
    {
        PickledDictionary dictionary = new();
        PickledList list = new();
        list.Items.Add(1L);
        dictionary.Items.Add(("k", list));
        EditedArchive file = new(_folder);
        file.Replace("  training : bool", $"  v : {type}\n  n : Final[Tuple[int, float]] = (-1, inf)\n  training : bool");
        file.Replace("x: Tensor)", "x: Tensor, n: List[int] = [1, -2], o: Optional[str] = None, p: List[int] = annotate(List[int], []))");
        file.Attributes(("w", EditedArchive.Weight), ("v", type.StartsWith("Tuple", StringComparison.Ordinal) ? new PickledTuple([1L, null]) : dictionary), ("training", false));
        ScriptNetwork.Load(Write(file.ToBytes()), torch.CPU, [[2, 3, 4, 4]], out ScriptTrialResult trial).Dispose();
        trial.Passed.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0, 0, 0 })]
    public void What_is_no_zip_archive_is_refused(byte[] bytes) => Refusal(bytes).ShouldContain("a damaged zip archive");

    [Fact]
    public void A_file_cut_short_is_refused() => Refusal(new EditedArchive(_folder).ToBytes()[..500]).ShouldContain("a damaged zip archive");

    [Fact]
    public void An_entry_is_read_as_far_as_the_directory_says()
    {
        EditedArchive file = new(_folder) { Level = System.IO.Compression.CompressionLevel.SmallestSize };
        byte[] bytes = file.ToBytes();
        // The length in the directory's header of the code.
        int at = bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(EditedArchive.Code)) - 46;
        BitConverter.TryWriteBytes(bytes.AsSpan(at + 24), 10);
        Refusal(bytes).ShouldContain("line 1: found 'class Plai'");
    }

    [Fact]
    public void What_libtorch_gets_is_what_was_looked_at_whatever_else_the_file_says()
    {
        EditedArchive file = new(_folder);
        byte[] bytes = file.ToBytes();
        // In the header before the content: libtorch's reader and .NET's need not agree on which of two names counts.
        int at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(EditedArchive.Code));
        bytes[at + EditedArchive.Code.Length - 1] = (byte)'x';
        File.WriteAllBytes(_folder["a.pt"], bytes);
        try { ScriptNetwork.Load(_folder["a.pt"], torch.CPU).Dispose(); }
        catch (ModelFormatException e) { e.Message.ShouldContain("damaged"); }
    }

    [Fact]
    public void An_endless_loop_in_forward_ends_the_process_it_is_tried_in() => Refusal(
        ["while True:", "  x = torch.mul(x, 1)"], new ScriptTrialOptions { Timeout = TimeSpan.FromSeconds(8) })
            .ShouldContain("to send an input of (2, 3, 4, 4) through it in a process of its own took more than 8 s and was stopped");

    [Fact]
    public void A_time_limit_says_how_to_move_it() => Refusal(["while True:", "  x = torch.mul(x, 1)"], new ScriptTrialOptions { Timeout = TimeSpan.FromMilliseconds(1) })
        .ShouldContain("or a slow machine: DEEPDEFENSE_TRIAL_SECONDS gives it more seconds");

    [Theory]
    [InlineData(null, 60)]
    [InlineData("", 60)]
    [InlineData("-5", 60)]
    [InlineData("many", 60)]
    [InlineData("300", 300)]
    [InlineData("1e300", 86400)]
    public void Seconds_that_are_none_are_not_heard(string? text, double seconds) => ScriptTrialOptions.From(text).Timeout.TotalSeconds.ShouldBe(seconds);

    [Theory]
    [InlineData("{\"At\":0,\"Result\":{}")]
    [InlineData("{\"At\":-1")]
    [InlineData("")]
    public void Half_an_answer_is_none(string line) => ScriptTrialAnswer.Read(line).ShouldBeNull();

    [Fact]
    public void Warnings_are_not_heard() =>
        Trial("m = torch.format(\"{}\", \"eine Warnung, l\\303\\244nger\")", "if True:", "  torch.warn(m)", "else:", "  pass", "torch.warn(m, 2)").Passed.ShouldNotBeNull();

    [Fact]
    public void An_error_does_not_speak_to_the_terminal() => Trial("ops.prim.RaiseException(torch.add(chr(27), \"[2J\"))").Outputs[0].Error.ShouldNotBeNull().ShouldNotContain('\u001b');

    [Fact]
    public void A_memory_that_fills_ends_the_process_it_is_tried_in() => Refusal(
        ["l = annotate(List[Tensor], [])", "while True:", "  l = torch.append(l, torch.ones([10000000]))"], new ScriptTrialOptions { Memory = 1L << 30 })
            .ShouldContain("MiB of memory and was stopped");

    [Fact]
    public void A_division_by_zero_ends_the_process_it_is_tried_in_or_nothing()
    {
        try { Trial("x = torch.add(x, torch.remainder(torch.size(x, 0), torch.sub(torch.size(x, 0), 2)))").Outputs[0].Error.ShouldNotBeNull(); }
        catch (ModelFormatException e) { e.Message.ShouldContain("a division by zero (SIGFPE)"); }
    }

    [Fact]
    public void A_tensor_of_terabytes_is_an_error_of_forward() =>
        Trial("x = torch.add(x, torch.sum(torch.ones([1000000000000])))").Outputs[0].Error.ShouldNotBeNull().ShouldContain("allocate");

    [Theory]
    [InlineData("(x, x)", "Tuple[Tensor, Tensor]", "a tuple of 2 (a tensor, a tensor)")]
    [InlineData("[x, x, x]", "List[Tensor]", "a list of 3")]
    [InlineData("{\"a\": x}", "Dict[str, Tensor]", "neither a tensor nor a tuple or list of tensors")]
    [InlineData("None", "NoneType", "nothing")]
    [InlineData("1.5", "float", "a number")]
    [InlineData("\"text\"", "str", "neither a tensor nor a tuple or list of tensors")]
    public void An_output_of_another_kind_is_described(string result, string type, string given)
    {
        EditedArchive file = new(_folder);
        file.Replace(EditedArchive.Result, result);
        file.Replace("-> Tensor:", $"-> {type}:");
        ScriptTrialOutput tried = ScriptTrial.Run(Write(file.ToBytes()), [[2, 3, 4, 4]]).Outputs.ShouldHaveSingleItem();
        tried.ShouldSatisfyAllConditions(() => tried.Passed.ShouldBeFalse(), () => tried.Given.ShouldBe(given, tried.Error));
    }

    [Fact]
    public void The_first_shape_that_goes_through_is_the_last_that_is_tried()
    {
        ScriptTrialResult result = Trial("if torch.ne(torch.size(x, 2), 8):", "  ops.prim.RaiseException(\"too small\")", "else:", "  pass");
        result.Outputs.Count.ShouldBe(2);
        result.Outputs[0].Error.ShouldNotBeNull().ShouldContain("too small");
        result.Passed.ShouldNotBeNull().Shape.ShouldBe([2, 10]);
    }

    [Fact]
    public void A_trial_can_be_cancelled()
    {
        using CancellationTokenSource source = new(TimeSpan.FromSeconds(3));
        EditedArchive file = new(_folder);
        file.Before("while True:", "  x = torch.mul(x, 1)");
        Should.Throw<OperationCanceledException>(() => ScriptTrial.Run(Write(file.ToBytes()), [[2, 3, 4, 4]], cancellation: source.Token));
    }

    private ScriptTrialResult Trial(params string[] lines)
    {
        EditedArchive file = new(_folder);
        file.Before(lines);
        return ScriptTrial.Run(Write(file.ToBytes()), [[2, 3, 4, 4], [2, 3, 8, 8], [2, 3, 8, 8]]);
    }

    private string Refusal(string[] lines, ScriptTrialOptions options)
    {
        EditedArchive file = new(_folder);
        file.Before(lines);
        return Refusal(file.ToBytes(), options);
    }

    private string Refusal(byte[] bytes, ScriptTrialOptions? options = null)
    {
        string path = Write(bytes);
        string message = Should.Throw<ModelFormatException>(() => ScriptNetwork.Load(path, torch.CPU, [[2, 3, 4, 4]], out _, options)).Message;
        output.WriteLine(message);
        message.ShouldStartWith(path);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([path]);
        // The child runs in the folder of temporary files, this process in its own.
        foreach (string folder in new[] { Path.GetTempPath(), Directory.GetCurrentDirectory() }) { Directory.GetFiles(folder, "WRITTEN*").ShouldBeEmpty(); }
        return message;
    }

    private string Write(byte[] bytes) => _folder.Write("a.pt", bytes);
}
