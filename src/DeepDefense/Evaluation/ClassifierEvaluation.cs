using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;

namespace DeepDefense.Evaluation;

/// <summary>Measures a classifier on a test set, clean and triggered.</summary>
public static class ClassifierEvaluation
{
    /// <summary>CA, and where the attack is known ASR and RA.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="test">Clean test images, never trained on.</param>
    /// <param name="triggered">The triggered ones, or null: the attack is not known.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static ModelMetrics Measure(Classifier model, LabeledImages test, TriggeredTestSet? triggered, Compute compute,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        double accuracy = Accuracy.Of(model.Predict(test, compute, cancellation), test.Labels);
        if (triggered is null) { return ModelMetrics.Of(accuracy, null); }
        int[] answers = model.Predict(triggered.Images, compute, cancellation);
        return ModelMetrics.Of(accuracy, AttackMetrics.Of(answers, triggered.Images.Labels, triggered.Targets)) with
        {
            TriggeredAnswers = AnswerCount.Of(triggered.Images.Labels, answers),
        };
    }
}
