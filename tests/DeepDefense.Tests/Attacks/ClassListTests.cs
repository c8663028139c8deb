using DeepDefense.Attacks;

namespace DeepDefense.Tests.Attacks;

public class ClassListTests
{
    [Fact]
    public void Lists_of_the_same_classes_in_the_same_order_are_equal()
    {
        ClassList list = new(3, 1);
        (list.Equals(new ClassList(3, 1)), list.Equals(new ClassList(1, 3)), list.Equals(new ClassList(3))).ShouldBe((true, false, false));
        new ClassList(3, 1).GetHashCode().ShouldBe(list.GetHashCode());
    }

    [Theory]
    [InlineData(new int[0], "the classes []")]
    [InlineData(new[] { -1 }, "the classes [-1]")]
    [InlineData(new[] { 2, 2 }, "the classes [2, 2]")]
    public void No_class_a_negative_one_or_one_twice_is_refused(int[] classes, string message) =>
        Should.Throw<ArgumentException>(() => new ClassList(classes)).Message.ShouldContain($"{message}: expected at least one, each once, from 0 on");
}
