using System.Text.Json;
using DeepDefense.Evaluation;

namespace DeepDefense.Tests.Evaluation;

public class ModelMetricsTests
{
    [Fact]
    public void Its_JSON_has_the_published_names_and_null_where_nothing_is_known()
    {
        ModelMetrics metrics = ModelMetrics.Of(0.5, null);
        string json = JsonSerializer.Serialize(metrics);
        json.ShouldBe("""{"cleanAccuracy":0.5,"attackSuccessRate":null,"robustAccuracy":null}""");
        JsonSerializer.Deserialize<ModelMetrics>(json).ShouldBe(metrics);
    }

    [Fact]
    public void A_rate_outside_of_0_to_1_cannot_exist() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ModelMetrics { AttackSuccessRate = 99.5 })
            .Message.ShouldContain("AttackSuccessRate");

    [Theory]
    [InlineData(0.99, 0.92, 0.01, 0.90, 0.98)]
    [InlineData(1, 0.9, 0, 0.9, 1)]
    [InlineData(0.5, 0.9, 0.5, 0.9, 0.5)]
    [InlineData(0.5, 1, 0.5, 0, 0)]
    [InlineData(0.4, 0.8, 0.6, 0.9, 0.5)]
    public void The_defense_effectiveness_weighs_the_fall_of_ASR_against_that_of_CA(
        double attackBefore, double accuracyBefore, double attackAfter, double accuracyAfter, double rating)
    {
        ModelMetrics before = new() { AttackSuccessRate = attackBefore, CleanAccuracy = accuracyBefore };
        ModelMetrics after = new() { AttackSuccessRate = attackAfter, CleanAccuracy = accuracyAfter };
        ModelMetrics.DefenseEffectiveness(before, after)!.Value.ShouldBe(rating, 1e-12);
    }

    [Fact]
    public void The_defense_effectiveness_of_an_unknown_attack_is_not_known() =>
        ModelMetrics.DefenseEffectiveness(ModelMetrics.Of(0.9, null), ModelMetrics.Of(0.9, null)).ShouldBeNull();
}
