namespace DeepDefense.Steganalysis;

/// <summary>How a detector is built from clean images: steps 1 and 2 of Algorithm 1.</summary>
public sealed record DetectorOptions
{
    /// <summary>The paper's detector: the published network and solver, batch 16 (8 pairs), 20,000 iterations.</summary>
    public static DetectorOptions Published { get; } = new()
    {
        Network = WiserNetOptions.Published,
        Solver = DetectorSolver.Published,
        Iterations = 20_000,
        BatchSize = 16,
        Dihedral = false,
    };

    /// <summary>The same at half the width and twice the steps: as long to train, and scores twice as many images a second, and finds as many at FPR 1 % (docs/methods/wisernet.md).</summary>
    public DetectorOptions Narrow() => this with { Network = Network with { Width = Network.Width / 2 }, Iterations = 2 * Iterations };

    /// <summary>Shape of the network. Default: half width, high resolution, composed bottom.</summary>
    public WiserNetOptions Network { get; init; } = new();

    /// <summary>How the weights are moved. Default <see cref="DetectorSolver.OneCycle"/>.</summary>
    public DetectorSolver Solver { get; init; } = DetectorSolver.OneCycle;

    /// <summary>Steps, at least 1. Default 800.</summary>
    public int Iterations { get; init => field = Require.AtLeast(value, 1); } = 800;

    /// <summary>Images a step, at least 2: half of them clean, and the triggered copy of each. Default 64.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(value, 2); } = 64;

    /// <summary>Highest learning rate of <see cref="DetectorSolver.OneCycle"/>, above 0. Default 2e-3.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 2e-3;

    /// <summary>Whether clean images are turned and mirrored before the trigger is put on. Default true.</summary>
    public bool Dihedral { get; init; } = true;

    /// <summary>Share of the clean images that is held out to set thresholds by, in (0, 1). Default 0.25.</summary>
    public double HeldOutFraction { get; init => field = Require.OpenUnit(value); } = 0.25;
}
