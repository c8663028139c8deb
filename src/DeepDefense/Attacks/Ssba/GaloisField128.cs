namespace DeepDefense.Attacks.Ssba;

/// <summary>The field of 128 elements, as polynomials over {0, 1} modulo x^7 + x^3 + 1, of which x, here alpha, is
/// primitive: its powers are all elements but 0.</summary>
internal static class GaloisField128
{
    /// <summary>Elements that are not 0: alpha to the power of this is 1.</summary>
    internal const int Order = 127;

    private const int Polynomial = 0x89;
    private const int Size = Order + 1;
    private static readonly int[] Powers = MakePowers();
    private static readonly int[] Logarithms = MakeLogarithms();

    /// <summary>alpha to any power, negative ones too.</summary>
    internal static int Power(int exponent) => Powers[(exponent % Order + Order) % Order];

    internal static int Multiply(int left, int right) =>
        left == 0 || right == 0 ? 0 : Power(Logarithms[left] + Logarithms[right]);

    /// <summary>The quotient by an element that is not 0.</summary>
    internal static int Divide(int dividend, int divisor) =>
        dividend == 0 ? 0 : Power(Logarithms[dividend] - Logarithms[divisor]);

    private static int[] MakePowers()
    {
        int[] powers = new int[Order];
        int element = 1;
        for (int exponent = 0; exponent < Order; exponent++)
        {
            powers[exponent] = element;
            element <<= 1;
            if (element >= Size) { element ^= Polynomial; }
        }
        return powers;
    }

    private static int[] MakeLogarithms()
    {
        int[] logarithms = new int[Size];
        for (int exponent = 0; exponent < Order; exponent++) { logarithms[Powers[exponent]] = exponent; }
        return logarithms;
    }
}
