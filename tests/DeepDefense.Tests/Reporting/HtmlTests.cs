using DeepDefense.Reporting;

namespace DeepDefense.Tests.Reporting;

public sealed class HtmlTests
{
    [Fact]
    public void Text_in_a_hole_is_encoded_for_content_and_attributes()
    {
        string hostile = "<b>\"'&";
        Html.Of($"<p title=\"{hostile}\">{hostile}</p>").ToString().ShouldBe("<p title=\"&lt;b&gt;&quot;&#x27;&amp;\">&lt;b&gt;&quot;&#x27;&amp;</p>");
    }

    [Fact]
    public void Markup_in_a_hole_is_put_in_as_it_is()
    {
        Html part = Html.Of($"<b>{1}</b>");
        Html.Of($"<p>{part}{new[] { part, part }}</p>").ToString().ShouldBe("<p><b>1</b><b>1</b><b>1</b></p>");
    }

    [Fact]
    public void Numbers_are_spelled_with_a_point() => Html.Of($"{1234.5:F2} {-0.25:R}").ToString().ShouldBe("1234.50 -0.25");

    [Fact]
    public void Letters_of_all_languages_stay_readable() => Html.Of($"{"Füße 猫"}").ToString().ShouldBe("Füße 猫");
}
