using DeepDefense.Models;

namespace DeepDefense.Tests.Models;

public sealed class ClassOrderTests
{
    private static readonly string[] Animals = ["cat", "dog", "owl"];

    [Fact]
    public void Each_class_finds_the_output_of_its_name() => ClassOrder.Of(["owl", "cat", "dog"], Animals).ShouldBe([1, 2, 0]);

    [Fact]
    public void Equal_orders_and_other_names_need_none()
    {
        ClassOrder.Of(Animals, Animals).ShouldBeNull();
        ClassOrder.Of(["0", "1", "2"], Animals).ShouldBeNull();
        ClassOrder.Of(["cat", "cat", "dog"], Animals).ShouldBeNull();
    }

    [Fact]
    public void Numbers_stand_for_the_classes_of_the_set() => ClassOrder.Named(["2", "0", "1"], Animals).ShouldBe(["owl", "cat", "dog"]);

    [Fact]
    public void Numbers_that_are_the_names_of_the_set_stay_names() => ClassOrder.Named(["10", "2"], ["10", "2"]).ShouldBe(["10", "2"]);

    [Fact]
    public void Numbers_that_are_no_order_stay_what_they_are() => ClassOrder.Named(["0", "0", "1"], Animals).ShouldBe(["0", "0", "1"]);

    [Fact]
    public void Answers_in_another_order_are_told_with_the_order_that_fits()
    {
        // Output 0 is the owl, 1 the cat, 2 the dog; one of ten answers is wrong.
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)], answers = [.. labels.Select((label, i) => i < 3 ? 0 : (label + 1) % 3)];
        ClassOrder.Problem(answers, labels, Animals, null, out _)!.ShouldStartWith("is right on 3.3 % of 30 images, where chance is 33.3 %, and on 93.3 % if its classes are in another order than the images': "
            + "say it with --class-order 2,0,1 ");
    }

    [Fact]
    public void Answers_without_any_order_are_told_with_what_else_may_be_wrong()
    {
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        ClassOrder.Problem(new int[30], labels, Animals, null, out _)!.ShouldContain("it is no network of these classes, or takes images otherwise than assumed");
    }

    [Fact]
    public void Answers_that_are_better_than_chance_are_no_problem()
    {
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        ClassOrder.Problem([.. labels.Select((label, i) => i % 2 == 0 ? label : 0)], labels, Animals, null, out _).ShouldBeNull();
    }

    [Fact]
    public void The_order_that_fits_is_told_beside_one_that_was_given()
    {
        // Truth is the own order, and 2, 1, 0 was given: class 0 at output 2.
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)], answers = [.. labels.Select(label => 2 - label)];
        ClassOrder.Problem(answers, labels, Animals, [2, 1, 0], out bool isOrder)!.ShouldContain("--class-order 0,1,2 ");
        isOrder.ShouldBeTrue();
    }

    [Fact]
    public void Two_classes_that_are_swapped_are_an_order()
    {
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        ClassOrder.Problem([.. labels.Select(label => label == 2 ? 2 : 1 - label)], labels, Animals, null, out bool isOrder)!.ShouldContain("--class-order 1,0,2 ");
        isOrder.ShouldBeTrue();
    }

    [Fact]
    public void Images_that_are_all_taken_for_one_class_are_no_order()
    {
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => 1 + (i % 2))];
        ClassOrder.Problem(new int[30], labels, Animals, null, out bool isOrder).ShouldNotBeNull();
        isOrder.ShouldBeFalse();
    }

    [Fact]
    public void One_answer_to_all_images_says_nothing_even_above_chance()
    {
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i < 3 ? 0 : i % 3)];
        ClassOrder.Problem(new int[30], labels, Animals, null, out bool isOrder)!.ShouldStartWith("takes every image for the class cat, so that it is right on 40.0 % of 30 images");
        isOrder.ShouldBeFalse();
    }

    [Fact]
    public void Few_images_are_no_reason_to_refuse() => ClassOrder.Problem([1, 2, 0], [0, 1, 2], Animals, null, out _).ShouldBeNull();
}
