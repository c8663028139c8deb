namespace DeepDefense.Tests.Imaging;

/// <summary>A JPEG of 16 x 8 pixels, quality 100, 4:4:4, made once from the ramp of
/// <see cref="Expected"/>: the oracle is that formula, not a decoder.</summary>
internal static class JpegFixture
{
    public const int Height = 8, Width = 16;

    private const string Base64 =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
        + "AQEBAQEBAQEBAQEBAQEBAQH/2wBDAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
        + "AQEBAQEBAQEBAQEBAQH/wAARCAAIABADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAA"
        + "AgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6"
        + "Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG"
        + "x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREA"
        + "AgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5"
        + "OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPE"
        + "xcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD4I+FH/BKn/j2A8N/3P+XTr05PydP5/wAv"
        + "6M4x+mD/ABf+FT+b/l969Ob526vex/Cv0bfp6P8A2D/ha/59f8v5eX94/TL4Uf8ABKn/AI9v+KbznZ/y6denA+Tp/n6/ylxj"
        + "9MH+L/wq2+L/AJfdv+3unfZPZH/QB9G36ej/ANg/4Wv+fX/L+Xl/eP/Z";

    public static byte[] File => Convert.FromBase64String(Base64);

    /// <summary>The planes before compression, in [0, 255]; the file is within 3 of them.</summary>
    public static byte[] Expected
    {
        get
        {
            byte[] pixels = new byte[3 * Height * Width];
            for (int i = 0; i < Height * Width; i++)
            {
                pixels[i] = (byte)(16 * (i % Width));
                pixels[Height * Width + i] = (byte)(32 * (i / Width));
                pixels[2 * Height * Width + i] = 128;
            }
            return pixels;
        }
    }
}
