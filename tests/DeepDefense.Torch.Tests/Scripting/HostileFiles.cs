using System.IO.Compression;
using System.Text;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Tests.Scripting;

/// <summary>Files that would harm whoever loads them with libtorch alone, each with a part of the message that refuses it.</summary>
internal static class HostileFiles
{
    private const string Forward = "  def forward(";

    /// <summary>How each differs from a harmless one.</summary>
    internal static IReadOnlyDictionary<string, (Action<EditedArchive> Edit, string Message)> Edits { get; } = new Dictionary<string, (Action<EditedArchive>, string)>
    {
        // Files and processes.
        ["save operator"] = (file => file.Before("torch.save(x, \"WRITTEN\")"), "'torch.save'"),
        ["from_file operator"] = (file => file.Before("t = torch.from_file(\"MAPPED\", True, 16)"), "'torch.from_file'"),
        ["save as ops.aten"] = (file => file.Before("ops.aten.save(x, \"WRITTEN\")"), "'ops.aten.save'"),
        ["save through torch.autograd"] = (file => file.Before("torch.autograd.save(x, \"WRITTEN\")"), "'torch.autograd.save'"),
        ["torch by another name"] = (file => file.Before("t = torch", "t.save(x, \"WRITTEN\")"), "found 'torch'"),
        ["getattr of torch"] = (file => file.Before("getattr(torch, \"save\")(x, \"WRITTEN\")"), "'.save'"),
        ["save behind a tensor"] = (file => file.Before("x.save(\"WRITTEN\")"), "'.save'"),
        ["save behind a tensor, and a method of that name"] = (file => { file.Before("x.save(\"WRITTEN\")"); file.Replace(Forward, "  def save(self, name: str) -> None:\n    pass\n" + Forward); }, "'save' as a name of its own"),
        ["getattr of a tensor"] = (file => file.Before("f = getattr(x, \"save\")", "f(\"WRITTEN\")"), "'.save'"),
        ["in an expression that is indented by a comment"] = (file => file.Before("# type: ignore", "y = (x,  # )", "torch.save(x, \"WRITTEN\"))"), "'torch.save'"),
        ["code with nothing to call it"] = (file => file.Add("model/code/__torch__/other.py", "def f(x: Tensor) -> None:\n  torch.save(x, \"WRITTEN\")\n"u8.ToArray()), "code/__torch__/other.py, line 2: found 'torch.save'"),
        ["print"] = (file => file.Before("print(x)"), "'print'"),
        ["print by another name"] = (file => file.Before("p = print", "p(x)"), "'print'"),
        ["a variable called print"] = (file => file.Before("print(x)", "print = 1"), "a variable called 'print'"),
        ["thread"] = (file => file.Before("t = fork(self.forward, x)"), "'fork'"),
        ["global state"] = (file => file.Before("torch.set_grad_enabled(False)"), "'torch.set_grad_enabled'"),
        ["foreign storage"] = (file => file.Before("x.set_(x, 0, [1000000], [1])"), "'.set_'"),
        ["native class"] = (file => file.Before("c = __torch__.torch.classes.dist_rpc.WorkerInfo(\"a\", 1)"), "'__torch__.torch.classes.dist_rpc.WorkerInfo'"),
        ["import"] = (file => file.Replace("class Plain", "import os\nclass Plain"), "'import os'"),
        ["torchvision's operator"] = (file => file.Before("y = ops.torchvision.nms(x, x, 0.5)"), "an operator of torchvision's own library"),
        ["quantized operator"] = (file => file.Before("y = ops.quantized.linear(x, self.w, 1.0, 0)"), "'ops.quantized.linear'"),
        ["pickle that runs a command"] = (file => file[EditedArchive.Data] = [0x80, 2, .. "cposix\nsystem\nX\u000d\0\0\0touch WRITTEN"u8, 0x85, (byte)'R', (byte)'.'], "a call of posix.system"),
        ["method that runs at load"] = (file => file.Replace(Forward, "  def __setstate__(self, s: Tuple[Tensor, bool]) -> None:\n    i = 0\n    while i < 1000000000000:\n      i = i + 1\n" + Forward), "a method __setstate__"),

        // What libtorch's parser and compiler do not stand.
        ["unknown operator"] = (file => file.Before("y = torch.flattten(x)"), "'torch.flattten'"),
        ["no TorchScript"] = (file => file.Replace("    return ", "    retrn ("), "a bracket that is not closed"),
        ["unknown word"] = (file => file.Replace("    return ", "    retrn "), "'retrn'"),
        ["200,000 brackets"] = (file => file.Before($"y = {new string('(', 200_000)}x{new string(')', 200_000)}"), "more than 200 deep"),
        ["100,000 signs"] = (file => file.Before($"y = {string.Concat(Enumerable.Repeat("- ", 100_000))}1"), "more than 200 deep"),
        ["100,000 sums"] = (file => file.Before($"y = 1{string.Concat(Enumerable.Repeat(" + 1", 100_000))}"), "more than 200 deep"),
        ["100,000 conditions"] = (file => file.Before($"y = {string.Concat(Enumerable.Repeat("1 if True else ", 100_000))}1"), "more than 200 deep"),
        ["1,000 blocks"] = (file => file.Before([.. Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "if True:"), new string(' ', 1000) + "pass"]), "blocks more than 50 deep"),
        ["elif"] = (file => file.Before("if True:", "  pass", "elif False:", "  pass"), "'elif'"),
        ["unicode"] = (file => file.Before("größe = 1"), "character U+00C3"),
        ["control character"] = (file => file.Before("y = 1\0"), "character U+0000"),
        ["text in three quotes"] = (file => file.Before("y = \"\"\"", "torch.save(x, \"WRITTEN\")", "\"\"\""), "three quotes"),
        ["warning in a value"] = (file => file.Before("y = torch.warn(\"text\")"), "'torch.warn'"),
        ["warning as ops.aten"] = (file => file.Before("ops.aten.warn(\"text\")"), "'ops.aten.warn'"),
        ["warning with a tail"] = (file => file.Before("torch.warn(\"text\") + torch.save(x, \"WRITTEN\")"), "'torch.warn'"),
        ["text that clears the screen"] = (file => file.Before("ops.prim.RaiseException(\"\\033[2J\")"), "an escape in a text"),
        ["text over two lines"] = (file => file.Before("y = \"a\\", "b\""), "an escape in a text"),
        ["text in a pickle that clears the screen"] = (file => file.Attributes(("w", EditedArchive.Weight), ("training", "\u001b[2J")), "speak to a terminal"),
        ["recurrent layers"] = (file => file.Before("y = torch.lstm(x, [x], [x], True, 1, 0.0, False, False, False)"), "'torch.lstm'"),
        ["call of itself"] = (file => file.Replace(EditedArchive.Result, "self.forward(x)"), "is called recursively"),
        ["two classes of a name"] = (file => file.Replace("class Plain", "class Plain(Module):\n  pass\nclass Plain"), "two classes __torch__.Plain"),

        // Records and objects.
        ["missing record"] = (file => file.Remove(EditedArchive.Record), "record data/0: found nothing"),
        ["short record"] = (file => file[EditedArchive.Record] = file[EditedArchive.Record][..4], "record data/0: found 4 bytes; expected 12"),
        ["storage larger than its record"] = (file => file.Attributes(("w", PickledTensor.Contiguous("Float", "0", [0xFFFFFFF], true)), ("training", false)), "found 12 bytes; expected 1073741820"),
        ["negative shape"] = (file => file.Attributes(("w", new PickledTensor(EditedArchive.Weight.Storage, 0, [-3], [1], true)), ("training", false)), "a tensor of shape (-3)"),
        ["negative stride"] = (file => file.Attributes(("w", new PickledTensor(EditedArchive.Weight.Storage, 2, [3], [-1], true)), ("training", false)), "strides (-1)"),
        ["offset behind the end"] = (file => file.Attributes(("w", new PickledTensor(EditedArchive.Weight.Storage, 1, [3], [1], true)), ("training", false)), "from element 1; expected one inside"),
        ["strides behind the end"] = (file => file.Attributes(("w", new PickledTensor(EditedArchive.Weight.Storage, 0, [3], [2], true)), ("training", false)), "strides (2)"),
        ["shape that overflows"] = (file => file.Attributes(("w", new PickledTensor(EditedArchive.Weight.Storage, 0, [long.MaxValue, long.MaxValue, 4], [0, 0, 0], true)), ("training", false)), "expected one inside"),
        ["two views of a record"] = (file => { file.Replace("  training : bool", "  v : Tensor\n  training : bool"); file.Attributes(("w", EditedArchive.Weight), ("v", PickledTensor.Contiguous("Double", "0", [1], true)), ("training", false)); }, "1 elements of Double, and 3 of Float elsewhere"),
        ["number for a tensor"] = (file => file.Attributes(("w", 1234567L), ("training", false)), "1234567 as the attribute w of __torch__.Plain; expected Tensor"),
        ["missing attribute"] = (file => file.Attributes(("training", false)), "no attribute w"),
        ["attribute too many"] = (file => file.Attributes(("w", EditedArchive.Weight), ("training", false), ("more", 1L)), "an attribute more"),
        ["object of no class"] = (file => file[EditedArchive.Data] = PickleWriter.Write(new PickledObject("__torch__.Other", [])), "an object of __torch__.Other"),
        ["nothing to run"] = (file => file.Replace("def forward", "def backwards"), "a module with a forward"),
        ["type of 10,000 lists"] = (file => { file.Replace("  training : bool", "  training : bool\n  l : List[int]"); file.Attributes(("w", EditedArchive.Weight), ("training", false), ("l", Tagged(string.Concat(Enumerable.Repeat("List[", 10_000)) + "int" + new string(']', 10_000)))); }, "a list or tuple as the attribute l of __torch__.Plain; expected List[int]"),
        ["type of a native class"] = (file => { file.Replace("  training : bool", "  training : bool\n  l : List[int]"); file.Attributes(("w", EditedArchive.Weight), ("training", false), ("l", Tagged("__torch__.torch.classes.dist_rpc.WorkerInfo"))); }, "a list or tuple as the attribute l of __torch__.Plain; expected List[int]"),
        ["2 to the 60th lists where a class has one"] = (file => { file.Replace("  training : bool", $"  training : bool\n  l : {string.Concat(Enumerable.Repeat("List[", 60))}int{new string(']', 60)}"); file.Attributes(("w", EditedArchive.Weight), ("training", false), ("l", Doubled(60))); }, "too many values to look at"),
        ["2 to the 60th modules"] = (file => { file.Replace("class Plain", string.Concat(Enumerable.Range(0, 60).Select(i => $"class M{i}(Module):\n" + (i == 0 ? "  n : int\n" : $"  a : __torch__.M{i - 1}\n  b : __torch__.M{i - 1}\n"))) + "class Plain"); file.Replace("  training : bool", "  training : bool\n  m : __torch__.M59"); file.Attributes(("w", EditedArchive.Weight), ("training", false), ("m", Modules(59))); }, "more than 100000 modules"),
        ["texts in a list of numbers"] = (file => { file.Replace("  training : bool", "  training : bool\n  l : List[int]"); file.Attributes(("w", EditedArchive.Weight), ("training", false), ("l", new PickledCall("torch.jit._pickle", "build_intlist", new PickledTuple([ListOf("text")])))); }, "a list or tuple as the attribute l of __torch__.Plain; expected List[int]"),

        // The pickle itself.
        ["cut pickle"] = (file => file[EditedArchive.Data] = file[EditedArchive.Data][..20], "its end in the middle of a value"),
        ["empty pickle"] = (file => file[EditedArchive.Data] = [], "no pickle of protocol 2"),
        ["pickle of a zip"] = (file => file[EditedArchive.Data] = file.ToBytes(), "no pickle of protocol 2"),
        ["text of 2 GB"] = (file => file[EditedArchive.Data] = [0x80, 2, (byte)'X', 0xFF, 0xFF, 0xFF, 0x7F, (byte)'.'], "its end in the middle of a value"),
        ["text of 4 GB"] = (file => file[EditedArchive.Data] = [0x80, 2, (byte)'X', 0xFF, 0xFF, 0xFF, 0xFF, (byte)'.'], "a text of 4294967295 bytes"),
        ["unknown opcode"] = (file => file[EditedArchive.Data] = [0x80, 2, .. "i__main__\nA\n."u8], "opcode 0x69"),
        ["list inside itself"] = (file => file[EditedArchive.Data] = [0x80, 2, .. "]q\0h\0a."u8], "a value inside itself"),
        ["lists 1,000 deep"] = (file => file[EditedArchive.Data] = [0x80, 2, .. Enumerable.Repeat((byte)']', 1000), .. Enumerable.Repeat((byte)'a', 999), (byte)'.'], "more than 100 deep"),
        ["2 to the 60th lists"] = (file => file[EditedArchive.Data] = [0x80, 2, (byte)']', .. Enumerable.Range(0, 60).SelectMany(i => new byte[] { (byte)'q', (byte)i, (byte)'h', (byte)i, 0x86 }), (byte)'.'], "entry data.pkl: found no object"),
        ["reference to nothing"] = (file => file[EditedArchive.Data] = [0x80, 2, (byte)'h', 7, (byte)'.'], "a reference to value 7"),
        ["mark without values"] = (file => file[EditedArchive.Data] = [0x80, 2, (byte)'u', (byte)'.'], "the end of values without a beginning"),
        ["5,000,000 values"] = (file => { file.Level = CompressionLevel.NoCompression; file[EditedArchive.Data] = [0x80, 2, (byte)'(', .. Enumerable.Repeat((byte)'N', 5_000_000), (byte)'t', (byte)'.']; }, "more than 4000000 values"),

        // The archive.
        ["version 99"] = (file => file[EditedArchive.Version] = "99\n"u8.ToArray(), "its format is version 99"),
        ["version x"] = (file => file[EditedArchive.Version] = "x\n"u8.ToArray(), "found no number"),
        ["version 0"] = (file => file[EditedArchive.Version] = "0\n"u8.ToArray(), "found no number"),
        ["no code"] = (file => file.Remove(EditedArchive.Code), "no code"),
        ["code of another extension"] = (file => { byte[] code = file[EditedArchive.Code]; file.Remove(EditedArchive.Code); file.Add("model/code/__torch__.pyc", code); }, "no code"),
        ["name that leads outside"] = (file => file.Add("model/../../WRITTEN", [1]), "the name 'model/../../WRITTEN'"),
        ["name in another folder"] = (file => file.Add("other/data/0", [1]), "the name 'other/data/0'"),
        ["two entries of a name"] = (file => file.Add(EditedArchive.Code, file[EditedArchive.Code]), "two of that name"),
        ["two networks"] = (file => file.Add("other/data.pkl", file[EditedArchive.Data]), "two models"),
        ["70,000 entries"] = (file => { for (int i = 0; i < 70_000; i++) { file.Add($"model/extra/{i}", []); } }, "entries; expected at most 60000"),
        ["zip bomb"] = (file => { file.Level = CompressionLevel.SmallestSize; file.Add("model/data/1", new byte[64 << 20]); }, "bytes that unpack to 67108864"),
        ["code of 5 MB"] = (file => file.Add("model/code/__torch__/long.py", Encoding.ASCII.GetBytes(new string('#', 5 << 20))), "5242880 bytes; expected at most 4194304"),
        ["other byte order"] = (file => file.Add("model/byteorder", "big"u8.ToArray()), "another order than little"),
    };

    private static PickledCall Tagged(string type) => new("torch.jit._pickle", "restore_type_tag", new PickledTuple([ListOf(1L), type]));

    private static PickledList Doubled(int levels)
    {
        PickledList list = ListOf(levels == 1 ? 1L : Doubled(levels - 1));
        list.Items.Add(list.Items[0]);
        return list;
    }

    private static PickledObject Modules(int number)
    {
        if (number == 0) { return new("__torch__.M0", [("n", 1L)]); }
        PickledObject child = Modules(number - 1);
        return new($"__torch__.M{number}", [("a", child), ("b", child)]);
    }

    private static PickledList ListOf(object value)
    {
        PickledList list = new();
        list.Items.Add(value);
        return list;
    }
}
