namespace DeepDefense.Mitigation.Unlearning;

/// <summary>What is done with the isolated images.</summary>
public enum UnlearningObjective
{
    /// <summary>Equation 5 as written: the cross-entropy of the isolated images is maximised, without end.</summary>
    Ascent,

    /// <summary>The odds of the isolated labels are brought down to a bound: softplus(x) + softplus(-x), where
    /// x = ln odds + bound. The first term is the unlikelihood loss (Welleck et al. 2020) with a margin: where a network
    /// is sure of the label, cross-entropy has no slope to climb, and this loss is steepest. The second brings back
    /// what momentum carries past the bound.</summary>
    Bounded,
}
