using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Tests.Scripting;

/// <summary>Files in which libtorch would take a value for one of another type, and reads memory beside it; and files whose code would run while
/// they are read.</summary>
internal static class HostileTypes
{
    private const string Classes = "class Small(Module):\n  a : int\nclass Big(Module):\n  a : int\n  b : int\n  c : int\nclass Pair(NamedTuple):\n  one : __torch__.Big\n  two : int\n"
        + "class Shape(ModuleInterface):\n  def forward(self, x: Tensor) -> Tensor:\n    pass\n";

    /// <summary>How each differs from a harmless one.</summary>
    internal static IReadOnlyDictionary<string, (Action<EditedArchive> Edit, string Message)> Edits { get; } = new Dictionary<string, (Action<EditedArchive>, string)>
    {
        // Words for the compiler.
        ["cast to a larger class"] = (file => { With(file, "__torch__.Small", Small()); file.Before("b = unchecked_cast(__torch__.Big, self.v)"); }, "unchecked_cast to a type of its own"),
        ["cast to a list of a larger class"] = (file => { With(file, "__torch__.Small", Small()); file.Before("b = unchecked_cast(List[__torch__.Big], [self.v])"); }, "unchecked_cast to a type of its own"),
        ["cast to a tuple"] = (file => file.Before("b = unchecked_cast(Tuple[int, int], (1,))"), "unchecked_cast to a type of its own"),
        ["cast to a type in a text"] = (file => file.Before("b = unchecked_cast(\"Tensor\", 1)"), "unchecked_cast to a type of its own"),
        ["cast without a type"] = (file => file.Before("b = unchecked_cast"), "unchecked_cast to a type of its own"),
        ["cast as ops.prim"] = (file => file.Before("b = ops.prim.unchecked_cast(__torch__.Plain, x)"), "'ops.prim.unchecked_cast'"),
        ["parts of a tuple as ops.prim"] = (file => file.Before("b = ops.prim.TupleUnpack((1, 2))"), "'ops.prim.TupleUnpack'"),
        ["value of a class that is not there"] = (file => file.Before("b = uninitialized(__torch__.Plain)"), "uninitialized to a type of its own"),
        ["annotation of a class"] = (file => file.Before("b = annotate(List[__torch__.Plain], [])"), "annotate to a type of its own"),
        ["getattr with a default"] = (file => file.Before("b = getattr(x, \"save\", \"relu\")"), "getattr of something else than an object and a text"),

        // Objects.
        ["tuple of another class"] = (file => With(file, "Tuple[__torch__.Big, int]", new PickledTuple([Small(), 1L])), "as the attribute v"),
        ["tuple of too few"] = (file => With(file, "Tuple[int, int]", new PickledTuple([1L])), "as the attribute v"),
        ["tuple of too many"] = (file => With(file, "Tuple[()]", new PickledTuple([1L])), "as the attribute v"),
        ["named tuple of another class"] = (file => With(file, "__torch__.Pair", new PickledTuple([Small(), 1L])), "as the attribute v"),
        ["named tuple of too few"] = (file => With(file, "__torch__.Pair", new PickledTuple([])), "as the attribute v"),
        ["dictionary of another class"] = (file => With(file, "Dict[str, __torch__.Big]", Dictionary("k", Small())), "as the attribute v"),
        ["dictionary of other keys"] = (file => With(file, "Dict[str, int]", Dictionary(1L, 1L)), "as the attribute v"),
        ["list of another class"] = (file => With(file, "List[__torch__.Big]", List(Small())), "as the attribute v"),
        ["list that calls itself another"] = (file => With(file, "List[__torch__.Small]", new PickledCall("torch.jit._pickle", "restore_type_tag", new PickledTuple([List(Small()), "List[__torch__.Big]"]))), "as the attribute v"),
        ["optional of another class"] = (file => With(file, "Optional[__torch__.Big]", Small()), "as the attribute v"),
        ["union of lists"] = (file => With(file, "Union[List[int], List[__torch__.Big]]", new PickledList()), "as the attribute v"),
        ["interface"] = (file => With(file, "__torch__.Shape", Small()), "as the attribute v"),
        ["attribute of any type"] = (file => With(file, "Any", Small()), "as the attribute v"),
        ["empty list of two types"] = (file => TwoTypes(file, new PickledList()), "as the attribute u"),
        ["enumeration"] = (file => file.Replace("class Plain", "class Colour(Enum):\n  red = 1\nclass Plain"), "expected no enumeration"),
        ["value of an enumeration"] = (file => file[EditedArchive.Data] = [0x80, 2, .. "c__torch__\nColour\n"u8, (byte)'K', 1, 0x85, (byte)'R', (byte)'.'], "__torch__.Colour, an enumeration"),

        // Code that runs at once.
        ["default that is computed"] = (file => file.Replace("x: Tensor)", "x: Tensor, n: int = __torch__.loop())"), "'__torch__ . loop ( ) )"),
        ["default that is computed behind a number"] = (file => file.Replace("x: Tensor)", "x: Tensor, n: int = 1 + __torch__.loop())"), "'1 + __torch__"),
        ["default in a list"] = (file => file.Replace("x: Tensor)", "x: Tensor, n: List[int] = [1, __torch__.loop()])"), "which runs while the file is read"),
        ["default that is a tensor"] = (file => file.Replace("x: Tensor)", "x: Tensor, n: Tensor = torch.ones([1000000000]))"), "which runs while the file is read"),
        ["constant that is computed"] = (file => file.Replace("  training : bool", "  training : bool\n  n : Final[int] = __torch__.loop()"), "which runs while the file is read"),
        ["field that is computed"] = (file => file.Replace("  training : bool", "  training : bool\n  n = __torch__.loop()"), "expected an attribute with its type"),
        ["type that is computed"] = (file => file.Replace("  training : bool", "  training : bool\n  n : __torch__.loop(1)"), "a bracket in the type of an attribute"),
    };

    private static PickledObject Small() => new("__torch__.Small", [("a", 1L)]);

    private static void With(EditedArchive file, string type, object? value)
    {
        Declare(file, $"  v : {type}");
        file.Attributes(("w", EditedArchive.Weight), ("v", value), ("training", false));
    }

    private static void TwoTypes(EditedArchive file, PickledList list)
    {
        Declare(file, "  v : List[__torch__.Small]\n  u : List[__torch__.Big]");
        file.Attributes(("w", EditedArchive.Weight), ("v", list), ("u", list), ("training", false));
    }

    private static void Declare(EditedArchive file, string fields)
    {
        file.Replace("class Plain", Classes + "class Plain");
        file.Replace("  training : bool", $"{fields}\n  training : bool");
    }

    private static PickledList List(object? value)
    {
        PickledList list = new();
        list.Items.Add(value);
        return list;
    }

    private static PickledDictionary Dictionary(object? key, object? value)
    {
        PickledDictionary dictionary = new();
        dictionary.Items.Add((key, value));
        return dictionary;
    }
}
