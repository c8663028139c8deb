using System.Diagnostics.CodeAnalysis;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Mitigation;

/// <summary>What defences ask that train a suspicious model on clean images.</summary>
internal static class CleanImages
{
    /// <summary>Refuses what such a defence cannot work on.</summary>
    /// <returns>Where and in what numbers the model is computed.</returns>
    /// <exception cref="ArgumentException">There is no clean image, they do not fit the model, or the model has no
    /// parameters.</exception>
    /// <exception cref="ModelFormatException">The network cannot learn: an ONNX graph, or weights that are too coarse.</exception>
    internal static Compute Require([NotNull] Classifier? model, [NotNull] LabeledImages? clean, [NotNull] object? options, [NotNull] Compute? compute)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(compute);
        compute = model.Suited(compute);
        model.RequireLearnable();
        model.RequireSize(clean);
        if (clean.Count == 0) { throw new ArgumentException("there is no clean image to train on; give at least one", nameof(clean)); }
        return model.Network.ParameterCount() > 0 ? compute
            : throw new ArgumentException("the network has no parameters that could be trained: it was frozen (torch.jit.freeze, "
                + "optimize_for_inference); give the scripted or traced network before that", nameof(model));
    }
}
