namespace DeepDefense.Steganalysis;

/// <summary>How the two linear layers at the bottom are computed.</summary>
public enum WiserNetBottom
{
    /// <summary>One after the other, each zero-padded by 2, as published.</summary>
    Separate,

    /// <summary>As one 9 x 9 convolution whose kernel is composed anew at each step, zero-padded by 4: the same
    /// function away from the border, two to three times as fast.</summary>
    Composed,
}
