using DeepDefense.Attacks.Ssba;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks.Ssba;

public class SecretCodeTests
{
    // prior-art.md 2.3.2: made with bchlib 2.1.3. Check bytes only; the text stands before them.
    [Theory]
    [InlineData(100, "a", "8693e147e0")]
    [InlineData(100, "abcd", "58b5f29ae0")]
    [InlineData(100, "Stega!!", "88a9fb4e40")]
    [InlineData(100, "0", "ee59862b80")]
    [InlineData(50, "a", "7f80")]
    [InlineData(50, "abcd", "c088")]
    public void A_secret_becomes_the_bits_of_bchlib(int bits, string secret, string check)
    {
        SecretCode code = SecretCode.Of(bits);
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(secret.PadRight(code.MaxBytes)), .. Convert.FromHexString(check)];
        string expected = string.Concat(bytes.Select(letter => letter.ToString("b8", null))).PadRight(bits, '0');
        string.Concat(code.Encode(secret).Select(bit => bit ? '1' : '0')).ShouldBe(expected);
    }

    [Theory]
    [InlineData(100, 5)]
    [InlineData(50, 2)]
    public void As_many_flipped_bits_as_the_code_bears_leave_the_secret(int bits, int flips)
    {
        SecretCode code = SecretCode.Of(bits);
        code.Correctable.ShouldBe(flips);
        RandomStream random = new Seed(1).Stream();
        for (int trial = 0; trial < 100; trial++)
        {
            string secret = Secret(code, random);
            code.Decode(Flipped(code.Encode(secret), trial % (flips + 1), random)).ShouldBe(secret);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(50)]
    public void One_flipped_bit_too_many_is_not_read_as_the_secret(int bits)
    {
        SecretCode code = SecretCode.Of(bits);
        RandomStream random = new Seed(2).Stream();
        // Only bits of the word: the zeros behind it do not count.
        int word = 8 * code.MaxBytes + new BchCode(code.Correctable).CheckBits;
        for (int trial = 0; trial < 100; trial++)
        {
            string secret = Secret(code, random);
            bool[] sent = code.Encode(secret);
            bool[] received = [.. Flipped(sent[..word], code.Correctable + 1, random), .. sent[word..]];
            code.Decode(received).ShouldNotBe(secret);
        }
    }

    [Fact]
    public void Letters_of_several_bytes_are_read_again()
    {
        SecretCode code = SecretCode.Of(100);
        code.Decode(code.Encode("größe")).ShouldBe("größe");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_not_read()
    {
        SecretCode code = SecretCode.Of(50);
        bool[] data = [.. Enumerable.Repeat(true, 32)];
        code.Decode([.. data, .. new BchCode(2).Check(data), false, false, false, false]).ShouldBeNull();
    }

    [Theory]
    [InlineData(100, "12345678", 7)]
    [InlineData(100, "größer", 7)]
    [InlineData(50, "12345", 4)]
    public void A_secret_that_is_too_long_is_refused_with_the_bytes_there_are(int bits, string secret, int holds) =>
        Should.Throw<ArgumentException>(() => SecretCode.Of(bits).Encode(secret)).Message
            .ShouldContain($"bytes of UTF-8; {bits} bits hold {holds}");

    [Fact]
    public void Another_number_of_bits_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => SecretCode.Of(64)).Message.ShouldContain("must be 100 or 50");
        Should.Throw<ArgumentException>(() => SecretCode.Of(50).Decode(new bool[49])).Message.ShouldContain("49 bits; expected 50");
    }

    private static string Secret(SecretCode code, RandomStream random) =>
        new([.. Enumerable.Range(0, code.MaxBytes).Select(_ => (char)('!' + random.Next(94)))]);

    private static bool[] Flipped(bool[] bits, int count, RandomStream random)
    {
        bool[] flipped = [.. bits];
        foreach (int place in random.Permutation(bits.Length).Take(count)) { flipped[place] = !flipped[place]; }
        return flipped;
    }
}
