namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Families of random changes that a mixture draws from; several are joined by a comma.</summary>
[Flags]
public enum PerturbationFamilies
{
    /// <summary>No family; no mixture has none.</summary>
    None = 0,

    /// <summary>Blocks of 1 to 8 pixels a side anywhere: one colour, a checker or noise, opacity 0.2 to 1.</summary>
    Blocks = 1,

    /// <summary>Another image, a texture or noise over the whole image, alpha 0.05 to 0.3.</summary>
    Blends = 2,

    /// <summary>A plane wave, amplitude 5 to 60 levels, 2 to 12 periods, at any angle.</summary>
    Sinusoids = 4,

    /// <summary>Noise in a band of low or middle frequencies, up to 4 to 50 levels.</summary>
    Bands = 8,

    /// <summary>A smooth elastic warp on 2 to 8 control points a side, strength 0.25 to 1.</summary>
    Warps = 16,

    /// <summary>4 to 32 levels a colour, with or without error diffusion.</summary>
    Quantisation = 32,

    /// <summary>Changes of one or two levels, or of the lowest bit, on a share of the pixels.</summary>
    Embedding = 64,

    /// <summary>The residual of an untrained convolutional encoder, up to 2 to 10 levels.</summary>
    Encoders = 128,

    /// <summary>A second image out of focus or seen twice, as behind glass, alpha 0.1 to 0.4.</summary>
    Reflections = 256,

    /// <summary>Curves of tone and casts of colour.</summary>
    Tones = 512,
}
