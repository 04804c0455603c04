using Parity.Cases;
using Parity.Comparison;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>
/// How far our module may be from the oracle's after one command on equal modules, with the well-conditioned data of
/// sequences. Each limit is one number, used as rtol and as atol; counters are equal or wrong.
/// </summary>
/// <remarks>
/// Sequences look for differences in state, which are gross; how exact a step is, is judged by error bounds in
/// <see cref="ParityCheck"/>. The oracle's float32 sums on (N, C) and channels-last inputs need most of the limits.
/// </remarks>
static class StepTolerance
{
    static readonly Dictionary<Quantity, (double Float32, double Float64)> limits = new()
    {
        [Quantity.Output] = (6e-5, 1e-12),
        [Quantity.RunningMean] = (4e-6, 1e-13),
        [Quantity.RunningVar] = (2e-5, 1e-13),
        [Quantity.GradInput] = (6e-5, 1e-12),
        [Quantity.GradWeight] = (2e-4, 1e-12),
        [Quantity.GradBias] = (1e-4, 1e-12),
    };

    /// <summary>The tolerance for one quantity and element type.</summary>
    public static Tolerance For(Quantity quantity, DType dtype)
    {
        if (dtype == DType.Int64)
            return Tolerance.Zero;
        (double single, double wide) = limits[quantity];
        double limit = dtype == DType.Float32 ? single : wide;
        return new Tolerance(limit, limit, EqualNan: true);
    }
}
