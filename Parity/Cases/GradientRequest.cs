namespace Parity.Cases;

/// <summary>Which gradients are asked for: torch's <c>requires_grad</c> of the input and the parameters.</summary>
[Flags]
public enum GradientRequest
{
    /// <summary>No backward pass.</summary>
    None = 0,

    /// <summary>Of the input.</summary>
    Input = 1,

    /// <summary>Of the weight, where there is one.</summary>
    Weight = 2,

    /// <summary>Of the bias, where there is one.</summary>
    Bias = 4,

    /// <summary>Of everything.</summary>
    All = Input | Weight | Bias,
}
