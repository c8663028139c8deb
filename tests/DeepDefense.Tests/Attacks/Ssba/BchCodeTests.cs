using DeepDefense.Attacks.Ssba;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks.Ssba;

public class BchCodeTests
{
    // prior-art.md 2.3.2, where bchlib's numbers come from; Lin and Costello's table of codes of length 127.
    [Theory]
    [InlineData(5, 0xca76024d7, 35)]
    [InlineData(2, 0x4377, 14)]
    [InlineData(1, 0x89, 7)]
    public void The_generator_is_the_published_one(int correctable, ulong generator, int checkBits)
    {
        BchCode code = new(correctable);
        (code.Generator, code.CheckBits).ShouldBe((generator, checkBits));
    }

    [Theory]
    [InlineData(3, 21)]
    [InlineData(4, 28)]
    [InlineData(6, 42)]
    [InlineData(7, 49)]
    [InlineData(9, 56)]
    [InlineData(10, 63)]
    public void The_check_bits_are_as_many_as_in_the_table_of_codes_of_length_127(int correctable, int checkBits)
    {
        BchCode code = new(correctable);
        code.CheckBits.ShouldBe(checkBits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    public void Up_to_t_flipped_bits_of_a_full_word_are_put_right(int correctable)
    {
        BchCode code = new(correctable);
        RandomStream random = new Seed(1).For("words", correctable).Stream();
        for (int trial = 0; trial < 60; trial++)
        {
            bool[] word = Word(code, 127 - code.CheckBits, random), received = [.. word];
            int flips = trial % (correctable + 1);
            Flip(received, flips, random);
            code.Correct(received).ShouldBe(flips);
            received.ShouldBe(word);
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 56)]
    [InlineData(5, 3)]
    public void Up_to_t_flipped_bits_of_a_shortened_word_are_put_right(int correctable, int dataBits)
    {
        BchCode code = new(correctable);
        RandomStream random = new Seed(2).Stream();
        for (int trial = 0; trial < 60; trial++)
        {
            bool[] word = Word(code, dataBits, random), received = [.. word];
            Flip(received, correctable, random);
            code.Correct(received).ShouldBe(correctable);
            received.ShouldBe(word);
        }
    }

    [Fact]
    public void More_than_t_flipped_bits_are_never_taken_for_the_word_that_was_sent()
    {
        BchCode code = new(5);
        RandomStream random = new Seed(3).Stream();
        int refused = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            bool[] word = Word(code, 56, random), received = [.. word];
            Flip(received, 6, random);
            bool[] before = [.. received];
            if (code.Correct(received) is null)
            {
                refused++;
                received.ShouldBe(before);
            }
            received.ShouldNotBe(word);
        }
        refused.ShouldBeGreaterThan(190);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Errors_out_of_range_are_refused(int correctable) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BchCode(correctable));

    [Fact]
    public void More_data_than_the_length_leaves_is_refused() =>
        Should.Throw<ArgumentException>(() => new BchCode(5).Check(new bool[93])).Message
            .ShouldContain("128 bits with check bits; expected 35 to 127");

    [Fact]
    public void Fewer_bits_than_the_check_bits_are_refused() =>
        Should.Throw<ArgumentException>(() => new BchCode(5).Correct(new bool[34])).Message.ShouldContain("34 bits");

    private static bool[] Word(BchCode code, int dataBits, RandomStream random)
    {
        bool[] data = [.. Enumerable.Range(0, dataBits).Select(_ => random.Next(2) == 1)];
        return [.. data, .. code.Check(data)];
    }

    private static void Flip(bool[] bits, int count, RandomStream random)
    {
        foreach (int place in random.Permutation(bits.Length).Take(count)) { bits[place] = !bits[place]; }
    }
}
