using DeepDefense.Imaging;

namespace DeepDefense.Tests.Imaging;

public sealed class ContactSheetTests
{
    private static RgbImage Dot(byte value) => new(1, 1, [value, value, value]);

    [Fact]
    public void Images_lie_in_rows_with_gaps_around_them()
    {
        RgbImage sheet = ContactSheet.Compose([[Dot(1), Dot(2)], [Dot(3)]], scale: 1, gap: 1);
        sheet.Pixels[..25].ToArray().ShouldBe(
        [
            176, 176, 176, 176, 176,
            176, 1, 176, 2, 176,
            176, 176, 176, 176, 176,
            176, 3, 176, 176, 176,
            176, 176, 176, 176, 176,
        ]);
    }

    [Fact]
    public void A_pixel_is_blown_up_to_a_square()
    {
        RgbImage image = new(1, 2, [1, 2, 3, 4, 5, 6]);
        ContactSheet.Compose([[image]], scale: 2, gap: 0).Pixels.ToArray()
            .ShouldBe([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4, 5, 5, 6, 6, 5, 5, 6, 6]);
    }

    [Fact]
    public void Images_of_another_size_are_refused() =>
        Should.Throw<ArgumentException>(() =>
            ContactSheet.Compose([[Dot(1), new RgbImage(1, 2, new byte[6])]], scale: 1, gap: 0)).Message
            .ShouldStartWith("image 1 of row 0 is 2 x 1 pixels, the first one 1 x 1");

    [Fact]
    public void A_sheet_of_nothing_is_refused() =>
        Should.Throw<ArgumentException>(() => ContactSheet.Compose([[]], scale: 1, gap: 0));
}
