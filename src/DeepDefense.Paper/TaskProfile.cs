using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Steganalysis;
using DeepDefense.Training;

namespace DeepDefense.Paper;

/// <summary>The sizes of one task.</summary>
public sealed record TaskProfile
{
    /// <summary>How the paper's tables spell the task.</summary>
    public required string Title { get; init; }

    /// <summary>How much of the data is read.</summary>
    public DatasetOptions Data { get; init; } = new();

    /// <summary>Most training images that detectors are built and measured on, or null: all.</summary>
    public int? DetectionImages { get; init; }

    /// <summary>Whether victims are trained on the full set of JPEG-compressed images instead, as the lossless ones are
    /// too few for weak triggers.</summary>
    public bool JpegVictims { get; init; }

    /// <summary>Most training images of the set that victims are trained on, or null: all.</summary>
    public int? VictimImages { get; init; }

    /// <summary>Share of the pool that the SSBA encoder is trained on, in (0, 1).</summary>
    public double EncoderShare { get; init; } = 0.15;

    /// <summary>Share of the pool that the defender knows to be clean, in (0, 1).</summary>
    public double DefenderShare { get; init; } = 0.5;

    /// <summary>The same of the set that victims are trained on, where it is another one.</summary>
    public double VictimDefenderShare { get; init; } = 0.15;

    /// <summary>The victim's architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>Channels of the victim's first stage; published 64.</summary>
    public required int Width { get; init; }

    /// <summary>How victims are trained.</summary>
    public ClassifierTrainingOptions Victim { get; init; } = new();

    /// <summary>How the SSBA encoder is trained.</summary>
    public SsbaEncoderOptions Encoder { get; init; } = new();

    /// <summary>Whether an encoder that misses its gates is an error. Default true; a profile that is too short for any
    /// encoder to pass says so beside its numbers instead.</summary>
    public bool RequireFitEncoder { get; init; } = true;

    /// <summary>How detectors are built, less the steps.</summary>
    public DetectorOptions Detector { get; init; } = new();

    /// <summary>Steps of a detector by attack: BadNets, Blend, SSBA.</summary>
    public (int BadNets, int Blend, int Ssba) DetectorIterations { get; init; } = (800, 800, 800);

    /// <summary>The detector that the table of the paper's own detector is measured with, the same for all attacks.</summary>
    public DetectorOptions PublishedDetector { get; init; } = DetectorOptions.Published;

    /// <summary>Share of the pool that the defender knows to be clean where the trigger is not known, in (0, 1).</summary>
    public double UnknownDefenderShare { get; init; } = 0.16;

    /// <summary>How victims are trained whose trigger is not known to the defender.</summary>
    public ClassifierTrainingOptions UnknownVictim { get; init; } = new();

    /// <summary>How poison is looked for whose trigger is not known.</summary>
    public EvidenceOptions Evidence { get; init; } = new();

    /// <summary>How backdoors are unlearned.</summary>
    public UnlearningOptions Unlearning { get; init; } = new();

    /// <summary>How victims are fine-pruned.</summary>
    public FinePruningOptions FinePruning { get; init; } = FinePruningOptions.Paper;

    /// <summary>How networks are trained by anti-backdoor learning.</summary>
    public AntiBackdoorLearningOptions AntiBackdoorLearning { get; init; } = AntiBackdoorLearningOptions.Paper;

    /// <summary>How the rivals of unlearning are run on victims whose trigger is not known.</summary>
    public RivalOptions Rivals { get; init; } = new();

    /// <summary>How purified networks are trained on where it is seen whether the backdoor comes back.</summary>
    public FineTuningOptions Relapse { get; init; } = new() { Epochs = 5 };

    /// <summary>The detector of an attack.</summary>
    public DetectorOptions DetectorFor(PaperAttack attack) => Detector with
    {
        Iterations = attack == PaperAttack.BadNets ? DetectorIterations.BadNets
            : attack == PaperAttack.Blend ? DetectorIterations.Blend : DetectorIterations.Ssba,
    };
}
