using System.Numerics;

namespace DeepDefense.Attacks.Ssba;

/// <summary>A binary code that corrects errors: Bose, Ray-Chaudhuri and Hocquenghem's, of length 127, over the field
/// that StegaStamp's code uses (x^7 + x^3 + 1), shortened to the message at hand. Immutable.</summary>
/// <remarks>Bits are coefficients of a polynomial, the first one that of the highest power; check bits are the
/// remainder of data(x) x^c by the generator, and follow the data. Decoding is Berlekamp and Massey's algorithm and
/// Chien's search (Lin and Costello, "Error Control Coding", chapter 6).</remarks>
public sealed class BchCode
{
    /// <summary>The code that corrects a number of errors.</summary>
    /// <param name="correctable">t, in [1, 10]: beyond, the generator no longer fits 64 bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">t is out of range.</exception>
    public BchCode(int correctable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(correctable, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correctable, 10);
        Correctable = correctable;
        Generator = GeneratorOf(correctable);
        CheckBits = BitOperations.Log2(Generator);
    }

    /// <summary>t, the number of flipped bits that are always found.</summary>
    public int Correctable { get; }

    /// <summary>The generator polynomial, one bit a coefficient: the least that has alpha, ..., alpha^2t as
    /// roots.</summary>
    public ulong Generator { get; }

    /// <summary>c, the degree of the generator: bits that are added to the data.</summary>
    public int CheckBits { get; }

    /// <summary>The check bits of some data.</summary>
    /// <param name="data">At most 127 - c bits.</param>
    /// <returns>(c).</returns>
    /// <exception cref="ArgumentException">There are more.</exception>
    public bool[] Check(ReadOnlySpan<bool> data)
    {
        RequireLength(data.Length + CheckBits);
        ulong remainder = 0;
        foreach (bool bit in data)
        {
            bool carry = (((remainder >> (CheckBits - 1)) & 1) == 1) != bit;
            remainder <<= 1;
            if (carry) { remainder ^= Generator; }
            remainder &= (1UL << CheckBits) - 1;
        }
        return [.. Enumerable.Range(0, CheckBits).Select(i => ((remainder >> (CheckBits - 1 - i)) & 1) == 1)];
    }

    /// <summary>Puts right what was flipped in data and check bits.</summary>
    /// <param name="word">Data, then check bits; at most 127. Left as it is where there is no answer.</param>
    /// <returns>How many bits were flipped, or null where no message is within t flips.</returns>
    /// <exception cref="ArgumentException">There are more bits, or fewer than c.</exception>
    public int? Correct(Span<bool> word)
    {
        RequireLength(word.Length);
        int[] locator = Locator(Syndromes(word));
        int errors = Array.FindLastIndex(locator, coefficient => coefficient != 0);
        if (errors > Correctable) { return null; }
        List<int> flipped = [];
        for (int place = 0; place < word.Length; place++)
        {
            if (Evaluate(locator, -Exponent(place, word.Length)) == 0) { flipped.Add(place); }
        }
        if (flipped.Count != errors) { return null; }
        foreach (int place in flipped) { word[place] = !word[place]; }
        return errors;
    }

    // The product of the minimal polynomials of alpha^1, alpha^3, ..., alpha^(2t - 1), each of them once. The conjugates
    // of alpha^j are its squares, alpha^2j, alpha^4j, ...: even powers come with the odd ones.
    private static ulong GeneratorOf(int correctable)
    {
        ulong generator = 1;
        HashSet<int> roots = [];
        for (int power = 1; power < 2 * correctable; power += 2)
        {
            if (roots.Contains(power)) { continue; }
            List<int> conjugates = [];
            for (int root = power; roots.Add(root); root = 2 * root % GaloisField128.Order) { conjugates.Add(root); }
            generator = Product(generator, MinimalPolynomial(conjugates));
        }
        return generator;
    }

    // The product of x - alpha^root over all conjugates; its coefficients turn out to be 0 and 1.
    private static ulong MinimalPolynomial(List<int> conjugates)
    {
        int[] polynomial = [1];
        foreach (int root in conjugates)
        {
            int[] next = new int[polynomial.Length + 1];
            for (int i = 0; i < polynomial.Length; i++)
            {
                next[i + 1] ^= polynomial[i];
                next[i] ^= GaloisField128.Multiply(polynomial[i], GaloisField128.Power(root));
            }
            polynomial = next;
        }
        ulong bits = 0;
        for (int i = 0; i < polynomial.Length; i++) { bits |= (ulong)polynomial[i] << i; }
        return bits;
    }

    private static ulong Product(ulong left, ulong right)
    {
        ulong product = 0;
        for (; right != 0; right &= right - 1) { product ^= left << BitOperations.TrailingZeroCount(right); }
        return product;
    }

    // The received polynomial at alpha^1, ..., alpha^2t: 0 everywhere for a word of the code.
    private int[] Syndromes(ReadOnlySpan<bool> word)
    {
        int[] syndromes = new int[2 * Correctable];
        for (int place = 0; place < word.Length; place++)
        {
            if (!word[place]) { continue; }
            int exponent = Exponent(place, word.Length);
            for (int j = 0; j < syndromes.Length; j++) { syndromes[j] ^= GaloisField128.Power((j + 1) * exponent); }
        }
        return syndromes;
    }

    // Berlekamp and Massey: the shortest recurrence that makes the syndromes, lowest power first. The inverses of its
    // roots tell the places of the errors.
    private static int[] Locator(int[] syndromes)
    {
        int[] current = new int[syndromes.Length + 1], previous = new int[syndromes.Length + 1];
        current[0] = previous[0] = 1;
        (int length, int shift, int previousDiscrepancy) = (0, 1, 1);
        for (int n = 0; n < syndromes.Length; n++, shift++)
        {
            int discrepancy = syndromes[n];
            for (int i = 1; i <= length; i++) { discrepancy ^= GaloisField128.Multiply(current[i], syndromes[n - i]); }
            if (discrepancy == 0) { continue; }
            int[] before = [.. current];
            int factor = GaloisField128.Divide(discrepancy, previousDiscrepancy);
            for (int i = 0; i + shift < current.Length; i++)
            {
                current[i + shift] ^= GaloisField128.Multiply(factor, previous[i]);
            }
            if (2 * length > n) { continue; }
            (length, shift, previousDiscrepancy, previous) = (n + 1 - length, 0, discrepancy, before);
        }
        return current;
    }

    private static int Evaluate(int[] polynomial, int exponent)
    {
        int value = 0;
        for (int i = 0; i < polynomial.Length; i++)
        {
            value ^= GaloisField128.Multiply(polynomial[i], GaloisField128.Power(i * exponent));
        }
        return value;
    }

    private static int Exponent(int place, int length) => length - 1 - place;

    private void RequireLength(int bits)
    {
        if (bits < CheckBits || bits > GaloisField128.Order)
        {
            throw new ArgumentException($"{bits} bits with check bits; expected {CheckBits} to {GaloisField128.Order}");
        }
    }
}
